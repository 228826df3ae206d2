// SPDX-License-Identifier: GPL-2.0
import type {
  IcmpHeader,
  Num,
  QuotedPacket,
  Sequence,
  Span,
  SymbolRef,
  UdpEncapsulationHeader,
} from "../ast.js";
import type { Context, Place } from "./sctp-syntax.js";

type S = SymbolRef;

export function quotedTcp(
  span: Span,
  sequence: Sequence<S>,
  udp: UdpEncapsulationHeader<S> | null,
): QuotedPacket<S> {
  return { type: "tcp", span, sequence, ...(udp && { udp: udp.ports }) };
}

export function quotedSctp(span: Span, tag: Num<S>, udp: UdpEncapsulationHeader<S> | null): QuotedPacket<S> {
  return { type: "sctp", span, tag, ...(udp && { udp: udp.ports }) };
}

/** Undefined if the message quotes another packet as well. */
export function quotedInFront(
  span: Span,
  quoted: QuotedPacket<S>,
  icmp: IcmpHeader<S>,
  place: Place,
  { warn }: Context,
): IcmpHeader<S> | undefined {
  if (icmp.quoted !== undefined) return undefined;
  warn(place, "parse/quoted-in-front", "the quoted packet stands behind the ICMP message");
  return { ...icmp, span, quoted };
}
