// SPDX-License-Identifier: GPL-2.0
import type {
  DccpAckRun,
  DccpAckState,
  DccpAckVectorOption,
  DccpDataChecksumOption,
  DccpDropRun,
  DccpDropState,
  DccpElapsedTimeOption,
  DccpLossInterval,
  DccpNdpCountOption,
  DccpTimestampEchoOption,
  Num,
  Span,
  SymbolRef,
} from "../ast.js";
import { present } from "./present.js";

type S = SymbolRef;

export function ndpCount(span: Span, count: Num<S>, octets: string | null): DccpNdpCountOption<S> {
  return { type: "ndp_count", span, count, ...(octets !== null && { octets: Number(octets) }) };
}

export function ackVector(span: Span, nonce: "0" | "1", runs: readonly DccpAckRun[]): DccpAckVectorOption {
  return { type: "ack_vector", span, nonce: nonce === "1" ? 1 : 0, runs };
}

export const LONG_ACK_RUN = "a run in an ack vector has 1 to 64 packets";

export function ackRun(state: DccpAckState, digits: string): DccpAckRun | undefined {
  const packets = Number(digits);
  return packets < 1 || packets > 64 ? undefined : { state, packets };
}

export const LONG_DROP_RUN = "a run has 1 to 16 packets, or up to 128 that were delivered";

export function dropRun(state: DccpDropState, packets: number): DccpDropRun | undefined {
  const most = state === "delivered" ? 128 : 16;
  return packets < 1 || packets > most ? undefined : { state, packets };
}

export function timestampEcho(
  span: Span,
  value: Num<S>,
  elapsed: readonly ["2" | "4" | null, Num<S>] | null,
): DccpTimestampEchoOption<S> {
  if (elapsed === null) return { type: "timestamp_echo", span, value };
  const [octets, time] = elapsed;
  return { type: "timestamp_echo", span, value, elapsed: time, ...timeOctets(octets) };
}

export function elapsedTime(span: Span, elapsed: Num<S>, octets: "2" | "4" | null): DccpElapsedTimeOption<S> {
  return { type: "elapsed_time", span, elapsed, ...timeOctets(octets) };
}

function timeOctets(digit: "2" | "4" | null): { readonly octets?: 2 | 4 } {
  return digit === null ? {} : { octets: digit === "2" ? 2 : 4 };
}

export function dataChecksum(span: Span, checksum: Num<S> | null): DccpDataChecksumOption<S> {
  return { type: "data_checksum", span, ...present({ checksum }) };
}

export function lossInterval(
  span: Span,
  lossless: Num<S>,
  loss: Num<S>,
  data: Num<S>,
  nonce: "0" | "1" | null,
): DccpLossInterval<S> {
  return { span, lossless, loss, data, nonce: nonce === "1" ? 1 : 0 };
}
