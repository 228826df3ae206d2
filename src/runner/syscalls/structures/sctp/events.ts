// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure, sctp } from "../structure.js";

/** struct sctp_event: whether the socket gets one kind of notifications, RFC 6458 section 6.2.2. */
export const event: Structure = {
  name: "sctp_event",
  members: { se_assoc_id: "association", ...integers("se_type se_on") },
  options: sctp("SCTP_EVENT"),
  inputs: ["se_assoc_id", "se_type"],
};

/** struct sctp_event_subscribe: the same for all kinds at once, RFC 6458 section 6.2.1. */
export const events: Structure = {
  name: "sctp_event_subscribe",
  members: integers(
    "sctp_data_io_event sctp_association_event sctp_address_event sctp_send_failure_event " +
      "sctp_peer_error_event sctp_shutdown_event sctp_partial_delivery_event sctp_adaptation_layer_event " +
      "sctp_authentication_event sctp_sender_dry_event sctp_stream_reset_event sctp_assoc_reset_event " +
      "sctp_stream_change_event sctp_send_failure_event_event",
  ),
  options: sctp("SCTP_EVENTS"),
};
