// SPDX-License-Identifier: GPL-2.0
import type { DccpOption } from "./dccp-options.js";
import type { Blob, Node, Num } from "./span.js";
import type { Ports } from "./tcp.js";

/** Packet types, RFC 4340 section 5.1; the index is the number on the wire. */
export const DCCP_TYPES = [
  "Request",
  "Response",
  "Data",
  "Ack",
  "DataAck",
  "CloseReq",
  "Close",
  "Reset",
  "Sync",
  "SyncAck",
] as const;

export type DccpType = (typeof DCCP_TYPES)[number];

/** Reset codes, RFC 4340 section 5.6; the index is the number on the wire. */
export const DCCP_RESET_CODES = [
  "unspecified",
  "closed",
  "aborted",
  "no_connection",
  "packet_error",
  "option_error",
  "mandatory_error",
  "connection_refused",
  "bad_service_code",
  "too_busy",
  "bad_init_cookie",
  "aggression_penalty",
] as const;

/**
 * `dccp Request seq 0 service "SPDL"`, `dccp DataAck seq 2 ack 3 (100) <elapsed_time 5>`,
 * `dccp Reset seq 3 ack 4 code closed data 000000`; RFC 4340 section 5.
 *
 * Sequence and acknowledgement numbers are 48 bits and count from the initial numbers of their
 * side, which are 0: the numbers of Request and Response. Fields that are absent are 0 in a packet
 * to inject, and none of the script's business in one that is expected.
 */
export interface DccpHeader<S = never> extends Node {
  readonly type: "dccp";
  readonly ports?: Ports<S>;
  readonly packetType: DccpType;
  /** False for `short`: 24-bit numbers, of which a script still writes all 48 bits. */
  readonly extended: boolean;
  readonly sequence: Num<S>;
  /** `seq 0!`: the sequence number as it is on the wire. */
  readonly absolute?: true;
  /** Of all types but Request and Data. */
  readonly ack?: Num<S>;
  /** Service Code of Request and Response, 32 bits. */
  readonly service?: Num<S>;
  /** Of Reset. */
  readonly resetCode?: Num<S>;
  /** The three data bytes of Reset. */
  readonly resetData?: Blob<S>;
  /** For the sender's congestion control, 4 bits. */
  readonly ccval?: Num<S>;
  /** Checksum Coverage, 4 bits; section 9.2. */
  readonly cscov?: Num<S>;
  /** Data Offset, in units of 4 bytes. Absent: the right one. */
  readonly dataOffset?: Num<S>;
  /** `bad_checksum`: a wrong one, for packets to inject. */
  readonly badChecksum?: true;
  /** Bytes of application data. */
  readonly length: Num<S>;
  /** Absent for `<...>`: any options. An empty list means that there must be none. */
  readonly options?: readonly DccpOption<S>[];
}
