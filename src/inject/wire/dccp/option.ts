// SPDX-License-Identifier: GPL-2.0

/** Option kinds, RFC 4340 section 5.8, and those of CCID 3, RFC 4342 section 8. */
export const DCCP_OPTION = {
  PADDING: 0,
  MANDATORY: 1,
  SLOW_RECEIVER: 2,
  CHANGE_L: 32,
  CONFIRM_L: 33,
  CHANGE_R: 34,
  CONFIRM_R: 35,
  INIT_COOKIE: 36,
  NDP_COUNT: 37,
  ACK_VECTOR_0: 38,
  ACK_VECTOR_1: 39,
  DATA_DROPPED: 40,
  TIMESTAMP: 41,
  TIMESTAMP_ECHO: 42,
  ELAPSED_TIME: 43,
  DATA_CHECKSUM: 44,
  LOSS_EVENT_RATE: 192,
  LOSS_INTERVALS: 193,
  RECEIVE_RATE: 194,
} as const;

/** Kinds below have neither length nor value. */
export const FIRST_WITH_LENGTH = 32;

/**
 * One DCCP option. What is on the wire is always representable: an option of unknown kind, or of a
 * known kind with a length it cannot have, is `unknown`; bytes that are no option at all are `raw`
 * with what is wrong about them, and end the list. Times are in units of 10 µs.
 */
export type DccpOption =
  | { readonly type: "padding" | "mandatory" | "slow_receiver" }
  | DccpFeatureOption
  | { readonly type: "init_cookie"; readonly cookie: Uint8Array }
  | { readonly type: "ndp_count"; readonly count: number; readonly octets: number }
  /** A cell is two bits of state, and six of the length of its run; RFC 4340 section 11.4. */
  | { readonly type: "ack_vector"; readonly nonce: 0 | 1; readonly cells: Uint8Array }
  /** A cell says how many packets were delivered, or dropped and why; section 11.7. */
  | { readonly type: "data_dropped"; readonly cells: Uint8Array }
  | { readonly type: "timestamp"; readonly value: number }
  | { readonly type: "timestamp_echo"; readonly value: number; readonly elapsed?: DccpElapsed }
  | { readonly type: "elapsed_time"; readonly elapsed: DccpElapsed }
  /** The checksum only if it is not the right one of the application data. */
  | { readonly type: "data_checksum"; readonly checksum?: number }
  | { readonly type: "loss_event_rate" | "receive_rate"; readonly rate: number }
  | {
      readonly type: "loss_intervals";
      readonly skip: number;
      readonly intervals: readonly DccpLossInterval[];
    }
  | { readonly type: "unknown"; readonly kind: number; readonly data: Uint8Array }
  | { readonly type: "raw"; readonly data: Uint8Array; readonly problem?: DccpRawProblem };

/** Section 6; how many bytes a value has is the feature's affair. */
export interface DccpFeatureOption {
  readonly type: "change_l" | "confirm_l" | "change_r" | "confirm_r";
  readonly feature: number;
  readonly values: Uint8Array;
}

/** A time with the number of bytes that it takes. */
export interface DccpElapsed {
  readonly value: number;
  readonly octets: 2 | 4;
}

/** Lengths in packets, RFC 4342 section 8.6. */
export interface DccpLossInterval {
  readonly lossless: number;
  readonly loss: number;
  readonly data: number;
  readonly nonce: 0 | 1;
}

/** Why the rest of the option area is no option. */
export type DccpRawProblem = "length byte missing" | "length below 2" | "length past the header";

/** The kind of an option; undefined for raw bytes. */
export function dccpOptionKind(option: DccpOption): number | undefined {
  switch (option.type) {
    case "ack_vector":
      return option.nonce === 0 ? DCCP_OPTION.ACK_VECTOR_0 : DCCP_OPTION.ACK_VECTOR_1;
    case "unknown":
      return option.kind;
    case "raw":
      return undefined;
    default:
      return KINDS[option.type];
  }
}

const KINDS: Readonly<Record<Exclude<DccpOption["type"], "ack_vector" | "unknown" | "raw">, number>> = {
  padding: DCCP_OPTION.PADDING,
  mandatory: DCCP_OPTION.MANDATORY,
  slow_receiver: DCCP_OPTION.SLOW_RECEIVER,
  change_l: DCCP_OPTION.CHANGE_L,
  confirm_l: DCCP_OPTION.CONFIRM_L,
  change_r: DCCP_OPTION.CHANGE_R,
  confirm_r: DCCP_OPTION.CONFIRM_R,
  init_cookie: DCCP_OPTION.INIT_COOKIE,
  ndp_count: DCCP_OPTION.NDP_COUNT,
  data_dropped: DCCP_OPTION.DATA_DROPPED,
  timestamp: DCCP_OPTION.TIMESTAMP,
  timestamp_echo: DCCP_OPTION.TIMESTAMP_ECHO,
  elapsed_time: DCCP_OPTION.ELAPSED_TIME,
  data_checksum: DCCP_OPTION.DATA_CHECKSUM,
  loss_event_rate: DCCP_OPTION.LOSS_EVENT_RATE,
  loss_intervals: DCCP_OPTION.LOSS_INTERVALS,
  receive_rate: DCCP_OPTION.RECEIVE_RATE,
};
