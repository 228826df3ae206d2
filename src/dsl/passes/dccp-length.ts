// SPDX-License-Identifier: GPL-2.0
import { type DccpHeader, type DccpOption, type DccpType, dccpFeatureOctets } from "../ast.js";

/** Bytes between the generic header and the options, with 48-bit numbers; RFC 4340 sections 5.1 to 5.7. */
const SUBHEADERS: Readonly<Record<DccpType, number>> = {
  Request: 4,
  Response: 12,
  Data: 0,
  Ack: 8,
  DataAck: 8,
  CloseReq: 8,
  Close: 8,
  Reset: 12,
  Sync: 8,
  SyncAck: 8,
};

/** Bytes of a header without its options. */
export function dccpHeaderBytes({ packetType, extended }: DccpHeader): number {
  const subheader = SUBHEADERS[packetType];
  if (extended) return 16 + subheader;
  // the acknowledgement number is shorter, too
  return 12 + (subheader >= 8 ? subheader - 4 : subheader);
}

/** Kinds up to this one are a byte and nothing else. */
const LAST_SINGLE = 31;

/** Bytes of an option on the wire, with those of its kind and length. */
export function dccpOptionBytes(option: DccpOption): number {
  switch (option.type) {
    case "padding":
    case "mandatory":
    case "slow_receiver":
      return 1;
    case "change_l":
    case "change_r":
    case "confirm_l":
    case "confirm_r":
      return 3 + dccpFeatureOctets(option.feature) * option.values.length;
    case "init_cookie":
      return 2 + option.cookie.bytes.length;
    case "ndp_count":
      return 2 + (option.octets ?? octetsFor(option.count));
    case "ack_vector":
    case "data_dropped":
      return 2 + option.runs.length;
    case "timestamp":
    case "data_checksum":
    case "loss_event_rate":
    case "receive_rate":
      return 6;
    case "timestamp_echo":
      return 6 + (option.elapsed === undefined ? 0 : timeOctets(option.elapsed, option.octets));
    case "elapsed_time":
      return 2 + timeOctets(option.elapsed, option.octets);
    case "loss_intervals":
      return 3 + 9 * option.intervals.length;
    case "unknown":
      return option.kind <= LAST_SINGLE ? 1 : 2 + (option.data?.bytes.length ?? 0);
    case "raw":
      return option.data.bytes.length;
  }
}

function timeOctets(elapsed: number, octets: 2 | 4 | undefined): number {
  return octets ?? (elapsed > 0xffff ? 4 : 2);
}

function octetsFor(count: number): number {
  return Math.max(1, Math.ceil(Math.log2(count + 1) / 8));
}
