// SPDX-License-Identifier: GPL-2.0
import { SCTP_CHUNK_TYPES } from "./sctp-chunks.js";
import { bytes, hex, number, numbers, of, optional, rest } from "./sctp-fields.js";

/** RFC 9653, section 4: what takes the place of the checksum. */
const ERROR_DETECTION_METHODS = { SCTP_OVER_DTLS: 1 };

/** Types of the parameters that hold an address; RFC 9260, section 3.3.2.1. */
const ADDRESS_TYPES = { IPv4: 0x0005, IPv6: 0x0006, HOSTNAME: 0x000b };

const VALUE = { length: number("len", 16), value: bytes("val") };
const ADD_STREAMS = { requestNumber: number("req_sn", 32), newStreams: number("number_of_new_streams", 16) };
const ADDRESS_CHANGE = { correlationId: number("corr_id", 32), parameters: rest("parameters") };

/**
 * All parameters that have a notation. Lengths are those of the parameter with its header of
 * 4 bytes and without padding; where there is no length among the fields, the others give it.
 */
export const SCTP_PARAMETERS = {
  /** RFC 9260, section 3.3.5 */
  HEARTBEAT_INFORMATION: { code: 0x0001, fields: VALUE },
  /** RFC 9260, section 3.3.2.1.1 */
  IPV4_ADDRESS: { code: 0x0005, fields: { address: of("address", "addr") } },
  /** RFC 9260, section 3.3.2.1.2 */
  IPV6_ADDRESS: { code: 0x0006, fields: { address: of("address", "addr") } },
  /** RFC 9260, section 3.3.3.1.1 */
  STATE_COOKIE: { code: 0x0007, fields: VALUE },
  /** RFC 9260, section 3.3.3.1.2 */
  UNRECOGNIZED_PARAMETER: { code: 0x0008, fields: { parameters: of("parameters", "params") } },
  /** RFC 9260, section 3.3.2.1.3; milliseconds. */
  COOKIE_PRESERVATIVE: { code: 0x0009, fields: { increment: number("incr", 32) } },
  /** RFC 9260, section 3.3.2.1.4 */
  HOSTNAME_ADDRESS: { code: 0x000b, fields: { hostname: of("text", "addr") } },
  /** RFC 9260, section 3.3.2.1.5 */
  SUPPORTED_ADDRESS_TYPES: { code: 0x000c, fields: { types: numbers("types", 16, ADDRESS_TYPES) } },
  /** RFC 6525, section 4.1; no streams are all of them. */
  OUTGOING_SSN_RESET: {
    code: 0x000d,
    fields: {
      requestNumber: number("req_sn", 32),
      responseNumber: number("resp_sn", 32),
      lastTsn: number("last_tsn", 32),
      sids: optional(numbers("sids", 16)),
    },
  },
  /** RFC 6525, section 4.2 */
  INCOMING_SSN_RESET: {
    code: 0x000e,
    fields: { requestNumber: number("req_sn", 32), sids: optional(numbers("sids", 16)) },
  },
  /** RFC 6525, section 4.3 */
  SSN_TSN_RESET: { code: 0x000f, fields: { requestNumber: number("req_sn", 32) } },
  /** RFC 6525, section 4.4; the next TSNs are there only after an SSN_TSN_RESET. */
  RECONFIG_RESPONSE: {
    code: 0x0010,
    fields: {
      responseNumber: number("resp_sn", 32),
      result: number("result", 32),
      senderNextTsn: optional(number("sender_next_tsn", 32)),
      receiverNextTsn: optional(number("receiver_next_tsn", 32)),
    },
  },
  /** RFC 6525, section 4.5 */
  ADD_OUTGOING_STREAMS: { code: 0x0011, fields: ADD_STREAMS },
  /** RFC 6525, section 4.6 */
  ADD_INCOMING_STREAMS: { code: 0x0012, fields: ADD_STREAMS },
  /** A request of any type, known or not; RFC 6525, section 3.1. */
  RECONFIG_REQUEST_GENERIC: {
    fields: {
      parameterType: hex(number("type", 16)),
      length: number("len", 16),
      requestNumber: number("req_sn", 32),
      value: bytes("val"),
    },
  },
  /** RFC 4960, appendix A */
  ECN_CAPABLE: { code: 0x8000, fields: {} },
  /** RFC 9653, section 4 */
  ZERO_CHECKSUM_ACCEPTABLE: {
    code: 0x8001,
    fields: { method: number("edmid", 32, ERROR_DETECTION_METHODS) },
  },
  /** RFC 4895, section 3.1 */
  RANDOM: { code: 0x8002, fields: VALUE },
  /** RFC 4895, section 3.2: the chunks that must be authenticated. */
  CHUNK_LIST: { code: 0x8003, fields: { types: numbers("types", 8, SCTP_CHUNK_TYPES) } },
  /** RFC 4895, section 3.3 */
  REQUESTED_HMAC_ALGORITHM: { code: 0x8004, fields: { hmacIds: numbers("hmac_ids", 16) } },
  /** RFC 4820, section 4 */
  PAD: { code: 0x8005, fields: VALUE },
  /** RFC 5061, section 4.2.7 */
  SUPPORTED_EXTENSIONS: { code: 0x8008, fields: { types: numbers("types", 8, SCTP_CHUNK_TYPES) } },
  /** RFC 3758, section 3.1 */
  FORWARD_TSN_SUPPORTED: { code: 0xc000, fields: {} },
  /** RFC 5061, section 4.2.1 */
  ADD_IP_ADDRESS: { code: 0xc001, fields: ADDRESS_CHANGE },
  /** RFC 5061, section 4.2.2 */
  DELETE_IP_ADDRESS: { code: 0xc002, fields: ADDRESS_CHANGE },
  /** RFC 5061, section 4.2.3 */
  ERROR_CAUSE_INDICATION: {
    code: 0xc003,
    fields: { correlationId: number("corr_id", 32), causes: rest("causes") },
  },
  /** RFC 5061, section 4.2.4 */
  SET_PRIMARY_ADDRESS: { code: 0xc004, fields: ADDRESS_CHANGE },
  /** RFC 5061, section 4.2.5 */
  SUCCESS_INDICATION: { code: 0xc005, fields: { correlationId: number("corr_id", 32) } },
  /** RFC 5061, section 4.2.6 */
  ADAPTATION_INDICATION: { code: 0xc006, fields: { codePoint: number("adaptation_code_point", 32) } },
  /** Any parameter, known or not, as bytes: `PARAMETER[type=0x8100, len=8, val=[1, 2, 3, 4]]` */
  PARAMETER: { fields: { parameterType: hex(number("type", 16)), ...VALUE } },
} as const;
