// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure, sctp } from "../structure.js";
import { pathInfo } from "./path.js";

/** struct sctp_status: an association and, in sstat_primary, its primary path; RFC 6458 section 8.2.1. */
export const status: Structure = {
  name: "sctp_status",
  members: {
    sstat_assoc_id: "association",
    ...integers(
      "sstat_state sstat_rwnd sstat_unackdata sstat_penddata sstat_instrms sstat_outstrms " +
        "sstat_fragmentation_point",
    ),
    sstat_primary: pathInfo,
  },
  options: sctp("SCTP_STATUS"),
  inputs: ["sstat_assoc_id"],
};

/** struct sctp_assoc_stats: Linux's counters; the largest timeout, in ms, since they were read last. */
export const statistics: Structure = {
  name: "sctp_assoc_stats",
  members: {
    sas_assoc_id: "association",
    sas_obs_rto_ipaddr: "peer-address",
    ...integers(
      "sas_maxrto sas_isacks sas_osacks sas_opackets sas_ipackets sas_rtxchunks sas_outofseqtsns " +
        "sas_idupchunks sas_gapcnt sas_ouodchunks sas_iuodchunks sas_oodchunks sas_iodchunks " +
        "sas_octrlchunks sas_ictrlchunks",
    ),
  },
  options: sctp("SCTP_GET_ASSOC_STATS"),
  inputs: ["sas_assoc_id"],
};

/** struct sctp_prstatus: messages that were given up, RFC 7496 sections 4.3 and 4.4. */
export const abandonedMessages: Structure = {
  name: "sctp_prstatus",
  members: {
    sprstat_assoc_id: "association",
    ...integers("sprstat_sid sprstat_policy sprstat_abandoned_unsent sprstat_abandoned_sent"),
  },
  options: sctp("SCTP_PR_ASSOC_STATUS", "SCTP_PR_STREAM_STATUS"),
  inputs: ["sprstat_assoc_id", "sprstat_sid", "sprstat_policy"],
};
