// SPDX-License-Identifier: GPL-2.0

import { getUint, NO_BYTES, uintBytes } from "../bytes.js";
import { DCCP_OPTION, type DccpElapsed, type DccpLossInterval, type DccpOption } from "./option.js";

/** Bytes of a loss interval on the wire. */
const LOSS_INTERVAL = 9;
/** The top bit of its second length is the nonce echo. */
const NONCE_BIT = 0x80_0000;
/** An NDP count has up to 48 bits, RFC 4340 section 7.7. */
const MAX_NDP = 6;

/** What follows kind and length; a data checksum that is the right one as 0, to be filled in. */
export function dccpOptionValue(option: DccpOption): Uint8Array {
  switch (option.type) {
    case "padding":
    case "mandatory":
    case "slow_receiver":
      return NO_BYTES;
    case "change_l":
    case "confirm_l":
    case "change_r":
    case "confirm_r":
      return Uint8Array.of(option.feature, ...option.values);
    case "init_cookie":
      return option.cookie;
    case "ndp_count":
      return uintBytes(option.count, option.octets);
    case "ack_vector":
    case "data_dropped":
      return option.cells;
    case "timestamp":
      return uintBytes(option.value, 4);
    case "timestamp_echo":
      return Uint8Array.of(...uintBytes(option.value, 4), ...elapsedBytes(option.elapsed));
    case "elapsed_time":
      return elapsedBytes(option.elapsed);
    case "data_checksum":
      return uintBytes(option.checksum ?? 0, 4);
    case "loss_event_rate":
    case "receive_rate":
      return uintBytes(option.rate, 4);
    case "loss_intervals":
      return Uint8Array.of(option.skip, ...option.intervals.flatMap(intervalBytes));
    case "unknown":
    case "raw":
      return option.data;
  }
}

function elapsedBytes(elapsed: DccpElapsed | undefined): Uint8Array {
  return elapsed ? uintBytes(elapsed.value, elapsed.octets) : NO_BYTES;
}

function intervalBytes({ lossless, loss, data, nonce }: DccpLossInterval): number[] {
  return [lossless, loss + nonce * NONCE_BIT, data].flatMap((length) => [...uintBytes(length, 3)]);
}

/**
 * The option of a kind that has a length byte; its inverse is {@link dccpOptionValue}.
 * @param dataChecksum computes the right one of the packet's application data
 */
export function parseDccpOption(kind: number, value: Uint8Array, dataChecksum: () => number): DccpOption {
  return known(kind, value, dataChecksum) ?? { type: "unknown", kind, data: value };
}

function known(kind: number, value: Uint8Array, dataChecksum: () => number): DccpOption | undefined {
  const { length } = value;
  switch (kind) {
    case DCCP_OPTION.CHANGE_L:
      return feature("change_l", value);
    case DCCP_OPTION.CONFIRM_L:
      return feature("confirm_l", value);
    case DCCP_OPTION.CHANGE_R:
      return feature("change_r", value);
    case DCCP_OPTION.CONFIRM_R:
      return feature("confirm_r", value);
    case DCCP_OPTION.INIT_COOKIE:
      return length > 0 ? { type: "init_cookie", cookie: value } : undefined;
    case DCCP_OPTION.NDP_COUNT:
      if (length < 1 || length > MAX_NDP) return undefined;
      return { type: "ndp_count", count: getUint(value, 0, length), octets: length };
    case DCCP_OPTION.ACK_VECTOR_0:
    case DCCP_OPTION.ACK_VECTOR_1:
      return { type: "ack_vector", nonce: kind === DCCP_OPTION.ACK_VECTOR_0 ? 0 : 1, cells: value };
    case DCCP_OPTION.DATA_DROPPED:
      return { type: "data_dropped", cells: value };
    case DCCP_OPTION.TIMESTAMP_ECHO:
      return timestampEcho(value);
    case DCCP_OPTION.ELAPSED_TIME: {
      const elapsed = elapsedOf(value);
      return elapsed && { type: "elapsed_time", elapsed };
    }
    case DCCP_OPTION.LOSS_INTERVALS:
      return lossIntervals(value);
    default:
      return length === 4 ? word(kind, getUint(value, 0, 4), dataChecksum) : undefined;
  }
}

/** Options whose value is one number of 32 bits. */
function word(kind: number, value: number, dataChecksum: () => number): DccpOption | undefined {
  switch (kind) {
    case DCCP_OPTION.TIMESTAMP:
      return { type: "timestamp", value };
    case DCCP_OPTION.DATA_CHECKSUM:
      return { type: "data_checksum", ...(value !== dataChecksum() && { checksum: value }) };
    case DCCP_OPTION.LOSS_EVENT_RATE:
      return { type: "loss_event_rate", rate: value };
    case DCCP_OPTION.RECEIVE_RATE:
      return { type: "receive_rate", rate: value };
    default:
      return undefined;
  }
}

function feature(
  type: "change_l" | "confirm_l" | "change_r" | "confirm_r",
  value: Uint8Array,
): DccpOption | undefined {
  const [number] = value;
  return number === undefined ? undefined : { type, feature: number, values: value.subarray(1) };
}

function timestampEcho(value: Uint8Array): DccpOption | undefined {
  if (value.length === 4) return { type: "timestamp_echo", value: getUint(value, 0, 4) };
  const elapsed = elapsedOf(value.subarray(4));
  return elapsed && { type: "timestamp_echo", value: getUint(value, 0, 4), elapsed };
}

function elapsedOf(bytes: Uint8Array): DccpElapsed | undefined {
  const { length } = bytes;
  return length === 2 || length === 4 ? { value: getUint(bytes, 0, length), octets: length } : undefined;
}

function lossIntervals(value: Uint8Array): DccpOption | undefined {
  const [skip] = value;
  if (skip === undefined || (value.length - 1) % LOSS_INTERVAL !== 0) return undefined;
  const intervals: DccpLossInterval[] = [];
  for (let at = 1; at < value.length; at += LOSS_INTERVAL) {
    const loss = getUint(value, at + 3, 3);
    intervals.push({
      lossless: getUint(value, at, 3),
      loss: loss % NONCE_BIT,
      data: getUint(value, at + 6, 3),
      nonce: loss >= NONCE_BIT ? 1 : 0,
    });
  }
  return { type: "loss_intervals", skip, intervals };
}
