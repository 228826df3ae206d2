// SPDX-License-Identifier: GPL-2.0

import {
  DCCP_ACK_STATES,
  DCCP_DROP_CODES,
  type DccpAckRun,
  type DccpDropRun,
  dccpFeatureOctets,
  type HexBytes,
  NO_SPAN,
  type DccpOption as ScriptOption,
} from "../../dsl/ast.js";
import { octetsFor, shortestTime } from "../from-ast/dccp-options.js";
import { getUint } from "../wire/bytes.js";
import {
  type DccpElapsed,
  type DccpFeatureOption,
  type DccpOption,
  dccpOptionKind,
} from "../wire/dccp/option.js";
import { dccpOptionValue } from "../wire/dccp/option-value.js";

/** An option from the wire as a script would write it. */
export function dccpOptionToAst(option: DccpOption): ScriptOption {
  const span = NO_SPAN;
  switch (option.type) {
    case "padding":
    case "mandatory":
    case "slow_receiver":
    case "timestamp":
    case "data_checksum":
    case "loss_event_rate":
    case "receive_rate":
      return { ...option, span };
    case "change_l":
    case "confirm_l":
    case "change_r":
    case "confirm_r":
      return featureToAst(option);
    case "init_cookie":
      return { type: "init_cookie", span, cookie: hex(option.cookie) };
    case "ndp_count": {
      const { count, octets } = option;
      return { type: "ndp_count", span, count, ...(octets !== octetsFor(count) && { octets }) };
    }
    case "ack_vector":
      return { type: "ack_vector", span, nonce: option.nonce, runs: [...option.cells].map(ackRun) };
    case "data_dropped":
      return { type: "data_dropped", span, runs: [...option.cells].map(dropRun) };
    case "timestamp_echo": {
      const { value, elapsed } = option;
      return { type: "timestamp_echo", span, value, ...(elapsed && elapsedToAst(elapsed)) };
    }
    case "elapsed_time":
      return { type: "elapsed_time", span, ...elapsedToAst(option.elapsed) };
    case "loss_intervals":
      return {
        type: "loss_intervals",
        span,
        skip: option.skip,
        intervals: option.intervals.map((interval) => ({ ...interval, span })),
      };
    case "unknown":
      return bytes(option.kind, option.data);
    case "raw":
      return { type: "raw", span, data: hex(option.data) };
  }
}

/** Values of a length that the feature's cannot have are bytes. */
function featureToAst(option: DccpFeatureOption): ScriptOption {
  const { type, feature, values } = option;
  const octets = dccpFeatureOctets(feature);
  const count = values.length / octets;
  const isOneNumber = octets > 1;
  if (!Number.isInteger(count) || (isOneNumber && count > 1)) {
    return bytes(dccpOptionKind(option) ?? 0, dccpOptionValue(option));
  }
  return {
    type,
    span: NO_SPAN,
    feature,
    values: Array.from({ length: count }, (_, i) => getUint(values, i * octets, octets)),
  };
}

function bytes(kind: number, data: Uint8Array): ScriptOption {
  return { type: "unknown", span: NO_SPAN, kind, ...(data.length > 0 && { data: hex(data) }) };
}

function elapsedToAst({ value, octets }: DccpElapsed): { readonly elapsed: number; readonly octets?: 2 | 4 } {
  return { elapsed: value, ...(octets !== shortestTime(value) && { octets }) };
}

function ackRun(cell: number): DccpAckRun {
  return { state: DCCP_ACK_STATES[cell >>> 6] ?? "X", packets: (cell & 0x3f) + 1 };
}

function dropRun(cell: number): DccpDropRun {
  if (cell < 0x80) return { state: "delivered", packets: cell + 1 };
  return { state: DCCP_DROP_CODES[(cell >>> 4) & 7] ?? "drop4", packets: (cell & 15) + 1 };
}

function hex(value: Uint8Array): HexBytes {
  return { type: "hex", span: NO_SPAN, bytes: value };
}
