// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure, sctp } from "../structure.js";

/** struct sctp_stream_value: what the scheduler knows of a stream, RFC 8260 section 4.3.3. */
export const streamValue: Structure = {
  name: "sctp_stream_value",
  members: { assoc_id: "association", ...integers("stream_id stream_value") },
  options: sctp("SCTP_STREAM_SCHEDULER_VALUE"),
  inputs: ["assoc_id", "stream_id"],
};

/** struct sctp_reset_streams: all of them where the list is empty, RFC 6525 section 6.3.2. */
export const resetStreams: Structure = {
  name: "sctp_reset_streams",
  members: {
    srs_assoc_id: "association",
    ...integers("srs_flags srs_number_streams"),
    srs_stream_list: "integers",
  },
  options: sctp("SCTP_RESET_STREAMS"),
};

/** struct sctp_add_streams: RFC 6525 section 6.3.4. */
export const addStreams: Structure = {
  name: "sctp_add_streams",
  members: { sas_assoc_id: "association", ...integers("sas_instrms sas_outstrms") },
  options: sctp("SCTP_ADD_STREAMS"),
};
