// SPDX-License-Identifier: GPL-2.0

import {
  type Contents,
  NO_SPAN,
  type UdpEncapsulationHeader as ScriptCarrier,
  type TcpHeader as ScriptTcp,
  type UdpHeader as ScriptUdp,
  type UdpLiteHeader as ScriptUdpLite,
  TCP_FLAG,
  type TcpFlags,
} from "../../dsl/ast.js";
import { printTcpFlags } from "../../dsl/print.js";
import type { Connection } from "../mapping/connection.js";
import { add32 } from "../mapping/sequence.js";
import { relativeStart, sequenceOffset } from "../mapping/tcp-sequence.js";
import { headerLength } from "../wire/encode.js";
import type { Packet } from "../wire/packet.js";
import { parseResetReason } from "../wire/reset-reason.js";
import type { TcpHeader } from "../wire/tcp.js";
import { UDP_HEADER, type UdpHeader } from "../wire/udp.js";
import type { UdpLiteHeader } from "../wire/udplite.js";
import { compare, type FieldDifference, hex } from "./difference.js";
import { badChecksum } from "./ip.js";
import { matchPayload } from "./payload.js";
import type { MatchPolicy } from "./policy.js";
import { matchTcpOptions } from "./tcp-options.js";

/** Compares a segment that has the script's numbers already. */
export function matchTcp(
  expected: ScriptTcp,
  actual: TcpHeader,
  payload: Uint8Array,
  contents: Contents | undefined,
  policy: MatchPolicy,
  connection: Connection,
): readonly FieldDifference[] {
  const { subflow } = connection;
  const mptcp = subflow && { values: subflow.values("outbound"), payload };
  const { flags, ack = 0, window, urgent = 0, options } = expected;
  return [
    ...matchFlags(flags, actual.flags),
    ...matchSequence(expected, actual, connection),
    ...matchTcpPayload(expected, payload, contents),
    ...compare("tcp.ack", ack, actual.acknowledgment),
    ...(window === undefined ? [] : compare("tcp.win", window, actual.window)),
    ...compare("tcp.urg", urgent, actual.urgentPointer),
    ...compare("tcp.reserved", 0, actual.reserved, hex),
    ...(options ? matchTcpOptions(options, actual.options, policy, mptcp) : []),
    ...(actual.checksum === undefined ? [] : [badChecksum("tcp", actual.checksum)]),
  ];
}

/** Numbers that are written as on the wire are reported so. */
function matchSequence(
  expected: ScriptTcp,
  { sequence, flags }: TcpHeader,
  connection: Connection,
): readonly FieldDifference[] {
  const start = relativeStart(expected, connection, "outbound");
  if (start === undefined || start === sequence) return [];
  if (expected.sequence.mode !== "absolute") return compare("tcp.seq", start, sequence);
  const actual = add32(sequence, sequenceOffset(flags, connection, "outbound"));
  return compare("tcp.seq", expected.sequence.start, actual, (value) => `${value}!`);
}

function matchTcpPayload(
  { sequence, resetReason }: ScriptTcp,
  payload: Uint8Array,
  contents: Contents | undefined,
): readonly FieldDifference[] {
  if (!resetReason) return matchPayload(sequence.length, payload, contents);
  const actual = parseResetReason(payload);
  return [
    ...compare("payload length", sequence.length, payload.length),
    ...compare("tcp.reset code", String(resetReason.code), String(actual?.code ?? "none")),
    ...compare("tcp.reset pen", String(resetReason.pen), String(actual?.pen ?? "none")),
  ];
}

const ACE = TCP_FLAG.AE | TCP_FLAG.CWR | TCP_FLAG.ECE;

function matchFlags(expected: TcpFlags, actual: number): readonly FieldDifference[] {
  const letters = (bits: number): string => printTcpFlags({ span: NO_SPAN, bits, ace: false });
  if (!expected.ace) return compare("tcp.flags", expected.bits, actual, letters);
  return [
    ...compare("tcp.flags", expected.bits & ~ACE, actual & ~ACE, letters),
    ...compare("tcp.ace", (expected.bits & ACE) >>> 6, (actual & ACE) >>> 6),
  ];
}

/** Compares a datagram. One without checksum is fine over IPv4, where it is optional. */
export function matchUdp(
  expected: ScriptUdp,
  actual: UdpHeader,
  payload: Uint8Array,
  contents: Contents | undefined,
  isIpv4: boolean,
): readonly FieldDifference[] {
  const isOff = actual.checksum === 0 && isIpv4 && expected.checksum === undefined;
  return [
    ...matchPayload(expected.length, payload, contents),
    ...matchLength(actual, payload.length),
    ...(isOff ? [] : matchChecksum(expected, actual)),
  ];
}

/** Compares the UDP header that carries another transport header. */
export function matchCarrier(
  expected: ScriptCarrier | undefined,
  { headers, payload }: Packet,
): readonly FieldDifference[] {
  const [actual, passenger] = headers.slice(-2);
  if (!expected || actual?.type !== "udp" || !passenger) return [];
  const { ports } = expected;
  return [
    ...compare("udp.source port", ports.source, actual.sourcePort),
    ...compare("udp.destination port", ports.destination, actual.destinationPort),
    ...matchLength(actual, headerLength(passenger) + payload.length),
    ...matchChecksum(expected, actual),
  ];
}

export function matchUdpLite(
  expected: ScriptUdpLite,
  actual: UdpLiteHeader,
  payload: Uint8Array,
  contents: Contents | undefined,
): readonly FieldDifference[] {
  return [
    ...matchPayload(expected.length, payload, contents),
    ...compare("udplite.coverage", expected.coverage, actual.coverage),
    ...matchChecksum(expected, actual),
  ];
}

/** @param inside bytes behind the header */
function matchLength({ length }: UdpHeader, inside: number): readonly FieldDifference[] {
  return length === undefined ? [] : compare("udp.length", UDP_HEADER + inside, length);
}

/** It is the right one, or 0 if the script wants that. */
function matchChecksum(
  expected: ScriptUdp | ScriptUdpLite | ScriptCarrier,
  { type, checksum }: UdpHeader | UdpLiteHeader,
): readonly FieldDifference[] {
  if (expected.checksum === undefined) return checksum === undefined ? [] : [badChecksum(type, checksum)];
  const actual = checksum === undefined ? "the right one" : hex(checksum);
  return compare(`${type}.checksum`, hex(0), actual);
}
