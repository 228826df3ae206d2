// SPDX-License-Identifier: GPL-2.0
import { integers, type Structure, sctp } from "../structure.js";

/**
 * `{sinfo_stream=1, sinfo_flags=SCTP_UNORDERED, sinfo_ppid=htonl(7)}`: struct sctp_sndrcvinfo of
 * RFC 6458 section 5.3.2, which is deprecated there for the structures below.
 */
export const sendReceiveInfo: Structure = {
  name: "sctp_sndrcvinfo",
  members: {
    ...integers(
      "sinfo_stream sinfo_ssn sinfo_flags sinfo_ppid sinfo_context sinfo_timetolive sinfo_tsn sinfo_cumtsn",
    ),
    sinfo_assoc_id: "association",
  },
  options: sctp("SCTP_DEFAULT_SEND_PARAM"),
  messages: sctp("SCTP_SNDRCV"),
  inputs: ["sinfo_assoc_id"],
};

/** struct sctp_sndinfo: how a message is sent, RFC 6458 section 5.3.4. */
export const sendInfo: Structure = {
  name: "sctp_sndinfo",
  members: { ...integers("snd_sid snd_flags snd_ppid snd_context"), snd_assoc_id: "association" },
  options: sctp("SCTP_DEFAULT_SNDINFO"),
  messages: sctp("SCTP_SNDINFO"),
  inputs: ["snd_assoc_id"],
};

/** struct sctp_rcvinfo: what came with a message, RFC 6458 section 5.3.5. */
export const receiveInfo: Structure = {
  name: "sctp_rcvinfo",
  members: {
    ...integers("rcv_sid rcv_ssn rcv_flags rcv_ppid rcv_tsn rcv_cumtsn rcv_context"),
    rcv_assoc_id: "association",
  },
  options: [],
  messages: sctp("SCTP_RCVINFO"),
};

/** struct sctp_nxtinfo: the message after the one received, RFC 6458 section 5.3.6. */
export const nextInfo: Structure = {
  name: "sctp_nxtinfo",
  members: { ...integers("nxt_sid nxt_flags nxt_ppid nxt_length"), nxt_assoc_id: "association" },
  options: [],
  messages: sctp("SCTP_NXTINFO"),
};

/** struct sctp_prinfo: when a message is given up, RFC 6458 section 5.3.7. */
export const reliabilityInfo: Structure = {
  name: "sctp_prinfo",
  members: integers("pr_policy pr_value"),
  options: [],
  messages: sctp("SCTP_PRINFO"),
};

/** struct sctp_default_prinfo: the same for all messages, RFC 6458 section 8.1.32. */
export const defaultReliability: Structure = {
  name: "sctp_default_prinfo",
  members: { pr_assoc_id: "association", ...integers("pr_value pr_policy") },
  options: sctp("SCTP_DEFAULT_PRINFO"),
  inputs: ["pr_assoc_id"],
};

/** struct sctp_authinfo: the key that authenticates a message, RFC 6458 section 5.3.8. */
export const authenticationInfo: Structure = {
  name: "sctp_authinfo",
  members: integers("auth_keynumber"),
  options: [],
  messages: sctp("SCTP_AUTHINFO"),
};
