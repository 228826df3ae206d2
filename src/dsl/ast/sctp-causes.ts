// SPDX-License-Identifier: GPL-2.0
import { bytes, hex, number, numbers, of, rest } from "./sctp-fields.js";

const ABOUT_PARAMETERS = { parameters: of("parameters", "params") };
const ABOUT_REQUEST = { parameters: rest("parameters") };

/** All error causes that have a notation; RFC 9260, section 3.3.10, and those of the extensions. */
export const SCTP_CAUSES = {
  /** RFC 9260, section 3.3.10.1 */
  INVALID_STREAM_IDENTIFIER: { code: 0x0001, fields: { sid: number("sid", 16) } },
  /** RFC 9260, section 3.3.10.2; the types of the parameters. */
  MISSING_MANDATORY_PARAMETER: { code: 0x0002, fields: { types: numbers("types", 16) } },
  /** RFC 9260, section 3.3.10.3; microseconds. */
  STALE_COOKIE_ERROR: { code: 0x0003, fields: { staleness: number("staleness", 32) } },
  /** RFC 9260, section 3.3.10.4 */
  OUT_OF_RESOURCE: { code: 0x0004, fields: {} },
  /** RFC 9260, section 3.3.10.5 */
  UNRESOLVABLE_ADDRESS: { code: 0x0005, fields: { parameter: of("parameter", "param") } },
  /** RFC 9260, section 3.3.10.6 */
  UNRECOGNIZED_CHUNK_TYPE: { code: 0x0006, fields: { chunk: of("chunk", "chk") } },
  /** RFC 9260, section 3.3.10.7 */
  INVALID_MANDATORY_PARAMETER: { code: 0x0007, fields: {} },
  /** RFC 9260, section 3.3.10.8 */
  UNRECOGNIZED_PARAMETERS: { code: 0x0008, fields: ABOUT_PARAMETERS },
  /** RFC 9260, section 3.3.10.9 */
  NO_USER_DATA: { code: 0x0009, fields: { tsn: number("tsn", 32) } },
  /** RFC 9260, section 3.3.10.10 */
  COOKIE_RECEIVED_WHILE_SHUTDOWN: { code: 0x000a, fields: {} },
  /** RFC 9260, section 3.3.10.11 */
  RESTART_WITH_NEW_ADDRESSES: { code: 0x000b, fields: ABOUT_PARAMETERS },
  /** RFC 9260, section 3.3.10.12 */
  USER_INITIATED_ABORT: { code: 0x000c, fields: { info: of("text", "info") } },
  /** RFC 9260, section 3.3.10.13 */
  PROTOCOL_VIOLATION: { code: 0x000d, fields: { info: of("text", "info") } },
  /** RFC 5061, section 4.3.1 */
  DELETE_LAST_IP_ADDRESS: { code: 0x00a0, fields: ABOUT_REQUEST },
  /** RFC 5061, section 4.3.2 */
  RESOURCE_SHORTAGE: { code: 0x00a1, fields: ABOUT_REQUEST },
  /** RFC 5061, section 4.3.3 */
  DELETE_SOURCE_ADDRESS: { code: 0x00a2, fields: ABOUT_REQUEST },
  /** RFC 5061, section 4.3.4 */
  ILLEGAL_ASCONF_ACK: { code: 0x00a3, fields: {} },
  /** RFC 5061, section 4.3.5 */
  NO_AUTHORIZATION: { code: 0x00a4, fields: ABOUT_REQUEST },
  /** RFC 4895, section 4.1 */
  UNSUPPORTED_HMAC_IDENTIFIER: { code: 0x0105, fields: { hmacId: number("hmac_id", 16) } },
  /** Any cause, known or not, as bytes: `CAUSE[code=0x0001, len=8, info=[0, 1, 0, 0]]` */
  CAUSE: { fields: { causeCode: hex(number("code", 16)), length: number("len", 16), info: bytes("info") } },
} as const;
