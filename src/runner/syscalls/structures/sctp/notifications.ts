// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure } from "../structure.js";
import { sendInfo, sendReceiveInfo } from "./messages.js";

/**
 * An association has come up or ended: RFC 6458 section 6.1.1. What all notifications begin with has names
 * of its own.
 */
export const associationChange: Structure = {
  name: "sctp_assoc_change",
  members: {
    ...integers("sac_type sac_flags sac_length sac_state sac_error sac_outbound_streams sac_inbound_streams"),
    sac_assoc_id: "association",
    sac_info: "integers",
  },
  aliases: { sn_type: "sac_type", sn_flags: "sac_flags", sn_length: "sac_length" },
  options: [],
  notifications: ["SCTP_ASSOC_CHANGE"],
};

/** The state of a path has changed: RFC 6458 section 6.1.2. */
export const pathChange: Structure = {
  name: "sctp_paddr_change",
  members: {
    ...integers("spc_type spc_flags spc_length"),
    spc_aaddr: "peer-address",
    ...integers("spc_state spc_error"),
    spc_assoc_id: "association",
  },
  options: [],
  notifications: ["SCTP_PEER_ADDR_CHANGE"],
};

/** The peer has sent ERROR: RFC 6458 section 6.1.3. The cause is in network order. */
export const remoteError: Structure = {
  name: "sctp_remote_error",
  members: {
    ...integers("sre_type sre_flags sre_length sre_error"),
    sre_assoc_id: "association",
    sre_data: "integers",
  },
  options: [],
  notifications: ["SCTP_REMOTE_ERROR"],
};

/** A message was not delivered: RFC 6458 section 6.1.4. */
export const sendFailed: Structure = {
  name: "sctp_send_failed",
  members: {
    ...integers("ssf_type ssf_flags ssf_length ssf_error"),
    ssf_info: sendReceiveInfo,
    ssf_assoc_id: "association",
    ssf_data: "integers",
  },
  options: [],
  notifications: ["SCTP_SEND_FAILED"],
};

/** The same with struct sctp_sndinfo: RFC 6458 section 6.1.11, whose names are others than Linux's. */
export const sendFailedEvent: Structure = {
  name: "sctp_send_failed_event",
  members: {
    ...integers("ssf_type ssf_flags ssf_length ssf_error"),
    ssfe_info: sendInfo,
    ssf_assoc_id: "association",
    ssf_data: "integers",
  },
  aliases: {
    ssfe_type: "ssf_type",
    ssfe_flags: "ssf_flags",
    ssfe_length: "ssf_length",
    ssfe_error: "ssf_error",
    ssfe_assoc_id: "ssf_assoc_id",
    ssfe_data: "ssf_data",
  },
  options: [],
  notifications: ["SCTP_SEND_FAILED_EVENT"],
};

/** The peer has sent SHUTDOWN: RFC 6458 section 6.1.5. */
export const shutdownEvent: Structure = {
  name: "sctp_shutdown_event",
  members: { ...integers("sse_type sse_flags sse_length"), sse_assoc_id: "association" },
  options: [],
  notifications: ["SCTP_SHUTDOWN_EVENT"],
};

/** The peer's adaptation layer: RFC 6458 section 6.1.6. */
export const adaptationIndication: Structure = {
  name: "sctp_adaptation_event",
  members: { ...integers("sai_type sai_flags sai_length sai_adaptation_ind"), sai_assoc_id: "association" },
  options: [],
  notifications: ["SCTP_ADAPTATION_INDICATION"],
};

/** A message that was delivered in part has no end: RFC 6458 section 6.1.7. */
export const partialDelivery: Structure = {
  name: "sctp_pdapi_event",
  members: {
    ...integers("pdapi_type pdapi_flags pdapi_length pdapi_indication"),
    pdapi_assoc_id: "association",
    ...integers("pdapi_stream pdapi_seq"),
  },
  options: [],
  notifications: ["SCTP_PARTIAL_DELIVERY_EVENT"],
};

/** A key has become active or free, or the peer does not authenticate: RFC 6458 section 6.1.8. */
export const authenticationEvent: Structure = {
  name: "sctp_authkey_event",
  members: {
    ...integers("auth_type auth_flags auth_length auth_keynumber auth_altkeynumber auth_indication"),
    auth_assoc_id: "association",
  },
  options: [],
  notifications: ["SCTP_AUTHENTICATION_EVENT"],
};

/** Nothing is left to be sent: RFC 6458 section 6.1.9. */
export const senderDry: Structure = {
  name: "sctp_sender_dry_event",
  members: {
    ...integers("sender_dry_type sender_dry_flags sender_dry_length"),
    sender_dry_assoc_id: "association",
  },
  options: [],
  notifications: ["SCTP_SENDER_DRY_EVENT"],
};

/** Streams were reset: RFC 6525 section 6.1.1. */
export const streamReset: Structure = {
  name: "sctp_stream_reset_event",
  members: {
    ...integers("strreset_type strreset_flags strreset_length"),
    strreset_assoc_id: "association",
    strreset_stream_list: "integers",
  },
  options: [],
  notifications: ["SCTP_STREAM_RESET_EVENT"],
};

/** TSNs were reset: RFC 6525 section 6.1.2. */
export const associationReset: Structure = {
  name: "sctp_assoc_reset_event",
  members: {
    ...integers("assocreset_type assocreset_flags assocreset_length"),
    assocreset_assoc_id: "association",
    ...integers("assocreset_local_tsn assocreset_remote_tsn"),
  },
  options: [],
  notifications: ["SCTP_ASSOC_RESET_EVENT"],
};

/** Streams were added: RFC 6525 section 6.1.3. */
export const streamChange: Structure = {
  name: "sctp_stream_change_event",
  members: {
    ...integers("strchange_type strchange_flags strchange_length"),
    strchange_assoc_id: "association",
    ...integers("strchange_instrms strchange_outstrms"),
  },
  options: [],
  notifications: ["SCTP_STREAM_CHANGE_EVENT"],
};
