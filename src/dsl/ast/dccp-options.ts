// SPDX-License-Identifier: GPL-2.0
import type { Blob, Node, Num } from "./span.js";
import type { RawOptions, UnknownOption } from "./tcp.js";

/**
 * Options of RFC 4340 section 5.8, and those of CCID 3, RFC 4342 section 8. Of any other kind, and as
 * bytes, they are written as TCP's; kinds below 32 have no length byte.
 */
export type DccpOption<S = never> =
  | DccpPlainOption
  | DccpFeatureOption<S>
  | DccpInitCookieOption<S>
  | DccpNdpCountOption<S>
  | DccpAckVectorOption
  | DccpDataDroppedOption
  | DccpTimestampOption<S>
  | DccpTimestampEchoOption<S>
  | DccpElapsedTimeOption<S>
  | DccpDataChecksumOption<S>
  | DccpRateOption<S>
  | DccpLossIntervalsOption<S>
  | UnknownOption<S>
  | RawOptions<S>;

/** Features with a name, RFC 4340 section 6.4 and RFC 4342 section 8.4, by their number on the wire. */
export const DCCP_FEATURES: Readonly<Record<number, string>> = {
  1: "ccid",
  2: "allow_short_seqnos",
  3: "sequence_window",
  4: "ecn_incapable",
  5: "ack_ratio",
  6: "send_ack_vector",
  7: "send_ndp_count",
  8: "minimum_checksum_coverage",
  9: "check_data_checksum",
  192: "send_loss_event_rate",
};

const SEQUENCE_WINDOW = 3;
const ACK_RATIO = 5;

/** Bytes of a value of the feature, RFC 4340 sections 6.4, 7.5.2 and 11.3. */
export function dccpFeatureOctets(feature: number): number {
  if (feature === SEQUENCE_WINDOW) return 6;
  return feature === ACK_RATIO ? 2 : 1;
}

/** `padding`, `mandatory`, `slow_receiver`: sections 5.8.1, 5.8.2, 11.6. */
export interface DccpPlainOption extends Node {
  readonly type: "padding" | "mandatory" | "slow_receiver";
}

/**
 * `change_l ccid 3 2`, `confirm_r ccid 2 2 3`, `change_r sequence_window 100`; section 6. A change
 * has the values in the order of preference, a confirm the agreed value in front of them, or none.
 * A value is a byte, except that `ack_ratio` has one value of two bytes, `sequence_window` of six.
 */
export interface DccpFeatureOption<S = never> extends Node {
  readonly type: "change_l" | "change_r" | "confirm_l" | "confirm_r";
  readonly feature: Num<S>;
  readonly values: readonly Num<S>[];
}

/** `init_cookie 0a0b0c`, section 8.1.4. */
export interface DccpInitCookieOption<S = never> extends Node {
  readonly type: "init_cookie";
  readonly cookie: Blob<S>;
}

/** `ndp_count 5`, section 7.7. */
export interface DccpNdpCountOption<S = never> extends Node {
  readonly type: "ndp_count";
  readonly count: Num<S>;
  /** Bytes for the count, 1 … 6: `ndp_count3 5`. Absent: as few as it takes. */
  readonly octets?: number;
}

/** States of packets, section 11.4; the index is the number on the wire. */
export const DCCP_ACK_STATES = ["R", "E", "X", "N"] as const;

/**
 * `R`: received, `E`: received with an ECN mark, `X`: the reserved state, `N`: not yet received.
 */
export type DccpAckState = (typeof DCCP_ACK_STATES)[number];

/** `ack_vector0 R3 N1 R2`: runs of packets, back from the acknowledgement number; section 11.4. */
export interface DccpAckVectorOption extends Node {
  readonly type: "ack_vector";
  /** The sum of the ECN nonces. */
  readonly nonce: 0 | 1;
  readonly runs: readonly DccpAckRun[];
}

export interface DccpAckRun {
  readonly state: DccpAckState;
  /** 1 … 64; one less is on the wire. */
  readonly packets: number;
}

/** Drop codes, section 11.7; the index is the number on the wire. */
export const DCCP_DROP_CODES = [
  "protocol_constraints",
  "application_not_listening",
  "receive_buffer",
  "corrupt",
  "drop4",
  "drop5",
  "drop6",
  "delivered_corrupt",
] as const;

/** `"delivered"`: the data went to the application as it was. */
export type DccpDropState = (typeof DCCP_DROP_CODES)[number] | "delivered";

/** `data_dropped delivered 1 receive_buffer 2`: runs of packets, as in an ack vector; section 11.7. */
export interface DccpDataDroppedOption extends Node {
  readonly type: "data_dropped";
  readonly runs: readonly DccpDropRun[];
}

export interface DccpDropRun {
  readonly state: DccpDropState;
  /** 1 … 128 if delivered, otherwise 1 … 16; one less is on the wire. */
  readonly packets: number;
}

/** `timestamp 1000`, in units of 10 µs; section 13.1. */
export interface DccpTimestampOption<S = never> extends Node {
  readonly type: "timestamp";
  readonly value: Num<S>;
}

/** `timestamp_echo 1000`, `timestamp_echo 1000 elapsed 5`, in units of 10 µs; section 13.3. */
export interface DccpTimestampEchoOption<S = never> extends Node {
  readonly type: "timestamp_echo";
  readonly value: Num<S>;
  /** Absent: the option has no such field. */
  readonly elapsed?: Num<S>;
  /** Bytes for the elapsed time: `elapsed4 5`. Absent: as few as it takes. */
  readonly octets?: 2 | 4;
}

/** `elapsed_time 5`, in units of 10 µs; section 13.2. */
export interface DccpElapsedTimeOption<S = never> extends Node {
  readonly type: "elapsed_time";
  readonly elapsed: Num<S>;
  /** Bytes for it: `elapsed_time4 5`. Absent: as few as it takes. */
  readonly octets?: 2 | 4;
}

/** `data_checksum 0x1234`: a CRC-32c; section 9.3. Without one (`data_checksum`): the right one. */
export interface DccpDataChecksumOption<S = never> extends Node {
  readonly type: "data_checksum";
  readonly checksum?: Num<S>;
}

/**
 * `loss_event_rate 1000`: the inverse of the rate, `receive_rate 50000`: bytes per second; RFC 4342
 * sections 8.5 and 8.3.
 */
export interface DccpRateOption<S = never> extends Node {
  readonly type: "loss_event_rate" | "receive_rate";
  readonly rate: Num<S>;
}

/** `loss_intervals skip 0 (lossless 10, loss 2, data 9)`, RFC 4342 section 8.6; last interval first. */
export interface DccpLossIntervalsOption<S = never> extends Node {
  readonly type: "loss_intervals";
  /** Packets that were received last and are in no interval; 8 bits. */
  readonly skip: Num<S>;
  readonly intervals: readonly DccpLossInterval<S>[];
}

/** Lengths in packets: 24, 23 and 24 bits. */
export interface DccpLossInterval<S = never> extends Node {
  readonly lossless: Num<S>;
  readonly loss: Num<S>;
  readonly data: Num<S>;
  /** The ECN nonce echo. */
  readonly nonce: 0 | 1;
}
