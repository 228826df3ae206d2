// SPDX-License-Identifier: GPL-2.0

import {
  DCCP_ACK_STATES,
  DCCP_DROP_CODES,
  type DccpAckRun,
  type DccpDropRun,
  type DccpFeatureOption,
  dccpFeatureOctets,
  type DccpOption as ScriptOption,
  type Span,
} from "../../dsl/ast.js";
import { PacketError } from "../packet-error.js";
import { NO_BYTES, uintBytes } from "../wire/bytes.js";
import type { DccpElapsed, DccpOption } from "../wire/dccp/option.js";
import { dccpOptionsLength } from "../wire/dccp/options.js";
import { fits } from "./range.js";

/** What the data offset can say, less the longest header without options. */
const MAX_OPTIONS = 4 * 255 - 28;

/**
 * The options of a script's packet as they stand there; nothing is translated.
 * @throws PacketError out-of-range if they are too long, or do not fill whole 32-bit words
 */
export function dccpOptionsFromAst(options: readonly ScriptOption[], span: Span): readonly DccpOption[] {
  const wire = options.map(dccpOptionFromAst);
  const length = dccpOptionsLength(wire);
  if (length % 4 !== 0) {
    throw new PacketError(
      "out-of-range",
      span,
      `DCCP options of ${length} bytes: pad them to a multiple of 4 with padding`,
    );
  }
  if (length > MAX_OPTIONS) {
    throw new PacketError(
      "out-of-range",
      span,
      `DCCP options of ${length} bytes: at most ${MAX_OPTIONS} fit`,
    );
  }
  return wire;
}

/**
 * One option of a script.
 * @throws PacketError out-of-range
 */
export function dccpOptionFromAst(option: ScriptOption): DccpOption {
  const { span } = option;
  switch (option.type) {
    case "padding":
    case "mandatory":
    case "slow_receiver":
      return { type: option.type };
    case "change_l":
    case "change_r":
    case "confirm_l":
    case "confirm_r":
      return feature(option);
    case "init_cookie":
      return { type: "init_cookie", cookie: option.cookie.bytes };
    case "ndp_count": {
      const octets = option.octets ?? octetsFor(option.count);
      return { type: "ndp_count", count: fits(option.count, 8 * octets, "ndp_count", span), octets };
    }
    case "ack_vector":
      return { type: "ack_vector", nonce: option.nonce, cells: Uint8Array.from(option.runs, ackCell) };
    case "data_dropped":
      return { type: "data_dropped", cells: Uint8Array.from(option.runs, dropCell) };
    case "timestamp":
      return { type: "timestamp", value: fits(option.value, 32, "timestamp", span) };
    case "timestamp_echo": {
      const value = fits(option.value, 32, "timestamp_echo", span);
      if (option.elapsed === undefined) return { type: "timestamp_echo", value };
      return { type: "timestamp_echo", value, elapsed: elapsed(option.elapsed, option.octets, span) };
    }
    case "elapsed_time":
      return { type: "elapsed_time", elapsed: elapsed(option.elapsed, option.octets, span) };
    case "data_checksum": {
      const { checksum } = option;
      if (checksum === undefined) return { type: "data_checksum" };
      return { type: "data_checksum", checksum: fits(checksum, 32, "data_checksum", span) };
    }
    case "loss_event_rate":
    case "receive_rate":
      return { type: option.type, rate: fits(option.rate, 32, option.type, span) };
    case "loss_intervals":
      return {
        type: "loss_intervals",
        skip: fits(option.skip, 8, "skip", span),
        intervals: option.intervals.map(({ lossless, loss, data, nonce, span: place }) => ({
          lossless: fits(lossless, 24, "lossless", place),
          loss: fits(loss, 23, "loss", place),
          data: fits(data, 24, "data", place),
          nonce,
        })),
      };
    case "unknown":
      return {
        type: "unknown",
        kind: fits(option.kind, 8, "kind", span),
        data: option.data?.bytes ?? NO_BYTES,
      };
    case "raw":
      return { type: "raw", data: option.data.bytes };
  }
}

function feature({ type, feature: number, values, span }: DccpFeatureOption): DccpOption {
  const octets = dccpFeatureOctets(number);
  const bytes = values.flatMap((value) => [...uintBytes(fits(value, 8 * octets, "value", span), octets)]);
  return { type, feature: fits(number, 8, "feature", span), values: Uint8Array.from(bytes) };
}

/** As few bytes as will do. */
export function octetsFor(count: number): number {
  let octets = 1;
  while (count >= 256 ** octets) octets++;
  return octets;
}

function elapsed(value: number, octets: 2 | 4 | undefined, span: Span): DccpElapsed {
  const width = octets ?? shortestTime(value);
  return { value: fits(value, 8 * width, "elapsed", span), octets: width };
}

export function shortestTime(value: number): 2 | 4 {
  return value > 0xffff ? 4 : 2;
}

/** Two bits of state, and one less than the length. */
function ackCell({ state, packets }: DccpAckRun): number {
  return (DCCP_ACK_STATES.indexOf(state) << 6) | (packets - 1);
}

/** The top bit says that they were dropped: then there are three bits of why, and four of length. */
function dropCell({ state, packets }: DccpDropRun): number {
  return state === "delivered" ? packets - 1 : 0x80 | (DCCP_DROP_CODES.indexOf(state) << 4) | (packets - 1);
}
