// SPDX-License-Identifier: GPL-2.0
import { bytes, flags, number, numbers, of, optional, rest } from "./sctp-fields.js";

/** Chunk types; RFC 9260, section 3.2, and those that name the extensions. */
export const SCTP_CHUNK_TYPES = {
  DATA: 0x00,
  INIT: 0x01,
  INIT_ACK: 0x02,
  SACK: 0x03,
  HEARTBEAT: 0x04,
  HEARTBEAT_ACK: 0x05,
  ABORT: 0x06,
  SHUTDOWN: 0x07,
  SHUTDOWN_ACK: 0x08,
  ERROR: 0x09,
  COOKIE_ECHO: 0x0a,
  COOKIE_ACK: 0x0b,
  ECNE: 0x0c,
  CWR: 0x0d,
  SHUTDOWN_COMPLETE: 0x0e,
  AUTH: 0x0f,
  NR_SACK: 0x10,
  I_DATA: 0x40,
  ASCONF_ACK: 0x80,
  RECONFIG: 0x82,
  PAD: 0x84,
  FORWARD_TSN: 0xc0,
  ASCONF: 0xc1,
  I_FORWARD_TSN: 0xc2,
} as const;

const TYPE = SCTP_CHUNK_TYPES;

/** RFC 9260, section 3.3.1; the I bit is RFC 7053's. */
const DATA_FLAGS = { I: 0x08, U: 0x04, B: 0x02, E: 0x01 };

/** RFC 9260, sections 3.3.7 and 3.3.13: the verification tag is the peer's own. */
const TAG_FLAGS = { T: 0x01 };

const INITIATION = {
  flags: flags(),
  tag: number("tag", 32),
  receiverWindow: number("a_rwnd", 32),
  outboundStreams: number("os", 16),
  inboundStreams: number("is", 16),
  tsn: number("tsn", 32),
  parameters: rest("parameters"),
};

const ASSOCIATION_CHANGE = { flags: flags(), serial: number("serial", 32), parameters: rest("parameters") };

/**
 * All chunks that have a notation, with their fields in the order of the wire. Lengths are those
 * of the chunk with its header of 4 bytes and without padding; where there is no length among the
 * fields, the other fields give it.
 */
export const SCTP_CHUNKS = {
  /** Payload data; RFC 9260, section 3.3.1. The payload is `length` - 16 bytes, zeros if it is not written. */
  DATA: {
    code: TYPE.DATA,
    fields: {
      flags: flags(DATA_FLAGS),
      length: number("len", 16),
      tsn: number("tsn", 32),
      sid: number("sid", 16),
      ssn: number("ssn", 16),
      ppid: number("ppid", 32),
      contents: optional(of("contents", "data")),
    },
  },
  /** RFC 9260, section 3.3.2 */
  INIT: { code: TYPE.INIT, fields: INITIATION },
  /** RFC 9260, section 3.3.3 */
  INIT_ACK: { code: TYPE.INIT_ACK, fields: INITIATION },
  /** RFC 9260, section 3.3.4 */
  SACK: {
    code: TYPE.SACK,
    fields: {
      flags: flags(),
      cumulativeTsn: number("cum_tsn", 32),
      receiverWindow: number("a_rwnd", 32),
      gaps: of("gaps", "gaps"),
      duplicates: numbers("dups", 32),
    },
  },
  /** SACK with blocks that will not be revoked; draft-natarajan-tsvwg-sctp-nrsack. */
  NR_SACK: {
    code: TYPE.NR_SACK,
    fields: {
      flags: flags(),
      cumulativeTsn: number("cum_tsn", 32),
      receiverWindow: number("a_rwnd", 32),
      gaps: of("gaps", "gaps"),
      nonRenegableGaps: of("gaps", "nr_gaps"),
      duplicates: numbers("dups", 32),
    },
  },
  /** RFC 9260, section 3.3.5; one HEARTBEAT_INFORMATION. */
  HEARTBEAT: { code: TYPE.HEARTBEAT, fields: { flags: flags(), parameters: rest("parameters") } },
  /** RFC 9260, section 3.3.6 */
  HEARTBEAT_ACK: { code: TYPE.HEARTBEAT_ACK, fields: { flags: flags(), parameters: rest("parameters") } },
  /** RFC 9260, section 3.3.7 */
  ABORT: { code: TYPE.ABORT, fields: { flags: flags(TAG_FLAGS), causes: rest("causes") } },
  /** RFC 9260, section 3.3.8 */
  SHUTDOWN: { code: TYPE.SHUTDOWN, fields: { flags: flags(), cumulativeTsn: number("cum_tsn", 32) } },
  /** RFC 9260, section 3.3.9 */
  SHUTDOWN_ACK: { code: TYPE.SHUTDOWN_ACK, fields: { flags: flags() } },
  /** RFC 9260, section 3.3.10 */
  ERROR: { code: TYPE.ERROR, fields: { flags: flags(), causes: rest("causes") } },
  /** RFC 9260, section 3.3.11 */
  COOKIE_ECHO: {
    code: TYPE.COOKIE_ECHO,
    fields: { flags: flags(), length: number("len", 16), value: bytes("val") },
  },
  /** RFC 9260, section 3.3.12 */
  COOKIE_ACK: { code: TYPE.COOKIE_ACK, fields: { flags: flags() } },
  /** Explicit congestion notification echo; RFC 4960, appendix A. */
  ECNE: { code: TYPE.ECNE, fields: { flags: flags(), tsn: number("tsn", 32) } },
  /** Congestion window reduced; RFC 4960, appendix A. */
  CWR: { code: TYPE.CWR, fields: { flags: flags(), tsn: number("tsn", 32) } },
  /** RFC 9260, section 3.3.13 */
  SHUTDOWN_COMPLETE: { code: TYPE.SHUTDOWN_COMPLETE, fields: { flags: flags(TAG_FLAGS) } },
  /** RFC 4895, section 5.1 */
  AUTH: {
    code: TYPE.AUTH,
    fields: {
      flags: flags(),
      keyId: number("key_id", 16),
      hmacId: number("hmac_id", 16),
      hmac: bytes("hmac"),
    },
  },
  /**
   * Payload data of interleaved messages; RFC 8260, section 2.1. The last field is the payload
   * protocol identifier in the first fragment of a message and the number of the fragment in the
   * others; a script writes one of the two.
   */
  I_DATA: {
    code: TYPE.I_DATA,
    fields: {
      flags: flags(DATA_FLAGS),
      length: number("len", 16),
      tsn: number("tsn", 32),
      sid: number("sid", 16),
      mid: number("mid", 32),
      ppid: optional(number("ppid", 32)),
      fsn: optional(number("fsn", 32)),
      contents: optional(of("contents", "data")),
    },
  },
  /** RFC 5061, section 4.1.1 */
  ASCONF: { code: TYPE.ASCONF, fields: ASSOCIATION_CHANGE },
  /** RFC 5061, section 4.1.2 */
  ASCONF_ACK: { code: TYPE.ASCONF_ACK, fields: ASSOCIATION_CHANGE },
  /** RFC 6525, section 3.1 */
  RECONFIG: { code: TYPE.RECONFIG, fields: { flags: flags(), parameters: rest("parameters") } },
  /** RFC 4820, section 3 */
  PAD: { code: TYPE.PAD, fields: { flags: flags(), length: number("len", 16), value: bytes("val") } },
  /** RFC 3758, section 3.2; the flags are 0 if they are not written. */
  FORWARD_TSN: {
    code: TYPE.FORWARD_TSN,
    fields: {
      flags: optional(flags()),
      cumulativeTsn: number("cum_tsn", 32),
      streams: of("streams", "ids"),
    },
  },
  /** RFC 8260, section 2.3.1; the flags are 0 if they are not written. */
  I_FORWARD_TSN: {
    code: TYPE.I_FORWARD_TSN,
    fields: {
      flags: optional(flags()),
      cumulativeTsn: number("cum_tsn", 32),
      messages: of("messages", "ids"),
    },
  },
  /** Any chunk, known or not, as bytes: `CHUNK[type=0x3f, flgs=0, len=8, val=[1, 2, 3, 4]]` */
  CHUNK: {
    fields: {
      chunkType: number("type", 8, SCTP_CHUNK_TYPES),
      flags: flags(),
      length: number("len", 16),
      value: bytes("val"),
    },
  },
} as const;
