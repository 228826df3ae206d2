// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure, sctp } from "../structure.js";

/**
 * `{sinit_num_ostreams=10, sinit_max_instreams=10, sinit_max_attempts=4, sinit_max_init_timeo=0}`:
 * struct sctp_initmsg, what INIT asks for; RFC 6458 section 5.3.1.
 */
export const initMessage: Structure = {
  name: "sctp_initmsg",
  members: integers("sinit_num_ostreams sinit_max_instreams sinit_max_attempts sinit_max_init_timeo"),
  options: sctp("SCTP_INITMSG"),
  messages: sctp("SCTP_INIT"),
};

/** struct sctp_rtoinfo: bounds of the retransmission timeout, in ms; RFC 6458 section 8.1.1. */
export const retransmissionTimeout: Structure = {
  name: "sctp_rtoinfo",
  members: { srto_assoc_id: "association", ...integers("srto_initial srto_max srto_min") },
  options: sctp("SCTP_RTOINFO"),
  inputs: ["srto_assoc_id"],
};

/** struct sctp_assocparams: limits of an association, the life of its cookie in ms; RFC 6458 section 8.1.2. */
export const associationParameters: Structure = {
  name: "sctp_assocparams",
  members: {
    sasoc_assoc_id: "association",
    ...integers(
      "sasoc_asocmaxrxt sasoc_number_peer_destinations sasoc_peer_rwnd sasoc_local_rwnd sasoc_cookie_life",
    ),
  },
  options: sctp("SCTP_ASSOCINFO"),
  inputs: ["sasoc_assoc_id"],
};

/** struct sctp_assoc_value: one number for an association, RFC 6458 section 8.1.16. */
export const associationValue: Structure = {
  name: "sctp_assoc_value",
  members: { assoc_id: "association", ...integers("assoc_value") },
  options: sctp(
    "SCTP_MAXSEG",
    "SCTP_CONTEXT",
    "SCTP_MAX_BURST",
    "SCTP_DELAYED_SACK",
    "SCTP_PR_SUPPORTED",
    "SCTP_RECONFIG_SUPPORTED",
    "SCTP_ENABLE_STREAM_RESET",
    "SCTP_STREAM_SCHEDULER",
    "SCTP_INTERLEAVING_SUPPORTED",
    "SCTP_ASCONF_SUPPORTED",
    "SCTP_AUTH_SUPPORTED",
    "SCTP_ECN_SUPPORTED",
    "SCTP_EXPOSE_POTENTIALLY_FAILED_STATE",
  ),
  inputs: ["assoc_id"],
};

/** struct sctp_sack_info: how long, in ms, and how many packets a SACK waits; RFC 6458 section 8.1.19. */
export const delayedSack: Structure = {
  name: "sctp_sack_info",
  members: { sack_assoc_id: "association", ...integers("sack_delay sack_freq") },
  options: sctp("SCTP_DELAYED_SACK"),
  inputs: ["sack_assoc_id"],
};

/** struct sctp_setadaptation: the code point of RFC 5061 section 4.2.6 for INIT and INIT ACK. */
export const adaptationLayer: Structure = {
  name: "sctp_setadaptation",
  members: integers("ssb_adaptation_ind"),
  options: sctp("SCTP_ADAPTATION_LAYER"),
};

/** struct sctp_assoc_ids: the associations of a one-to-many socket, RFC 6458 section 8.2.6. */
export const associationIds: Structure = {
  name: "sctp_assoc_ids",
  members: { gaids_number_of_ids: "integer", gaids_assoc_id: "associations" },
  options: sctp("SCTP_GET_ASSOC_ID_LIST"),
};
