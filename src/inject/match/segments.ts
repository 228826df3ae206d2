// SPDX-License-Identifier: GPL-2.0

import { NO_SPAN, TCP_FLAG, type TransportHeader } from "../../dsl/ast.js";
import { printTcpFlags } from "../../dsl/print.js";
import type { Connection } from "../mapping/connection.js";
import { add32 } from "../mapping/sequence.js";
import { relativeStart } from "../mapping/tcp-sequence.js";
import { tosOf, ttlOf } from "../to-ast/ip.js";
import { type IpHeader, innerIp, type Packet } from "../wire/packet.js";
import { type TcpHeader, tcpLength } from "../wire/tcp.js";
import { compare, type FieldDifference, hex } from "./difference.js";

/** What the segments of one expected segment may differ in. */
const FREE_FLAGS = TCP_FLAG.FIN | TCP_FLAG.PSH | TCP_FLAG.CWR;

/**
 * Whether a segment can be the first part of the expected one. If not, waiting for more is in
 * vain: what differs here stays the same in all the parts.
 */
export function canBegin(expected: TransportHeader, segment: Packet, connection: Connection): boolean {
  const header = segment.headers.at(-1);
  if (expected.type !== "tcp" || header?.type !== "tcp") return false;
  const { flags, ack = 0, window = header.window, urgent = 0 } = expected;
  const start = relativeStart(expected, connection, "outbound") ?? header.sequence;
  return (
    ((flags.bits ^ header.flags) & ~FREE_FLAGS) === 0 &&
    start === header.sequence &&
    ack === header.acknowledgment &&
    window === header.window &&
    urgent === header.urgentPointer
  );
}

/**
 * Whether `next` can be the continuation of `previous` in one expected segment.
 * @param missing bytes of the expected payload that `next` and those after it have to bring
 */
export function matchContinuation(
  previous: Packet,
  next: Packet,
  missing: number,
): readonly FieldDifference[] {
  const [before, after] = [previous.headers.at(-1), next.headers.at(-1)];
  if (before?.type !== "tcp" || after?.type !== "tcp") {
    return [{ field: "headers", expected: before?.type ?? "none", actual: after?.type ?? "none" }];
  }
  const isLast = next.payload.length >= missing;
  return [
    ...compare("headers", layers(previous), layers(next)),
    ...compare("ip.ttl", ofIp(previous, ttlOf), ofIp(next, ttlOf)),
    ...compare("ip.tos", ofIp(previous, tosOf), ofIp(next, tosOf), hex),
    ...compare("tcp.flags", before.flags & ~FREE_FLAGS, after.flags & ~FREE_FLAGS, letters),
    ...compare("tcp.seq", add32(before.sequence, previous.payload.length), after.sequence),
    ...compare("tcp.ack", before.acknowledgment, after.acknowledgment),
    ...compare("tcp.win", before.window, after.window),
    ...compare("tcp.urg", before.urgentPointer, after.urgentPointer),
    ...compare("tcp.reserved", before.reserved, after.reserved, hex),
    ...compare("tcp header length", tcpLength(before), tcpLength(after)),
    ...(isLast ? [] : compare("payload length", previous.payload.length, next.payload.length)),
  ];
}

/** The segment that all of them are together: headers of the last one, start and CWR of the first. */
export function joinSegments(segments: readonly Packet[]): Packet | undefined {
  const [first, last] = [segments[0], segments.at(-1)];
  const [start, end] = [first?.headers.at(-1), last?.headers.at(-1)];
  if (segments.length === 1 || !last || start?.type !== "tcp" || end?.type !== "tcp") return first;
  const tcp: TcpHeader = {
    ...end,
    sequence: start.sequence,
    flags: (end.flags & ~TCP_FLAG.CWR) | (start.flags & TCP_FLAG.CWR),
  };
  return { headers: [...last.headers.slice(0, -1), tcp], payload: concat(segments) };
}

function concat(segments: readonly Packet[]): Uint8Array {
  const bytes = new Uint8Array(segments.reduce((sum, { payload }) => sum + payload.length, 0));
  let at = 0;
  for (const { payload } of segments) {
    bytes.set(payload, at);
    at += payload.length;
  }
  return bytes;
}

function letters(bits: number): string {
  return printTcpFlags({ span: NO_SPAN, bits, ace: false });
}

function layers({ headers }: Packet): string {
  return headers.map(({ type }) => type).join(", ");
}

function ofIp(packet: Packet, field: (ip: IpHeader) => number): number {
  const ip = innerIp(packet);
  return ip ? field(ip) : 0;
}
