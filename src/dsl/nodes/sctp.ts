// SPDX-License-Identifier: GPL-2.0
import type {
  Header,
  Num,
  OddChecksum,
  Ports,
  SctpGap,
  SctpHeader,
  Span,
  SymbolRef,
  TransportHeader,
  UdpEncapsulationHeader,
} from "../ast.js";
import type { EndpointsOrPorts } from "./endpoint.js";

type S = SymbolRef;

/** What stands in the parentheses after `sctp`. */
export type SctpOption = Pick<SctpHeader<S>, "checksum"> | Pick<SctpHeader<S>, "tag">;

export interface SctpParts {
  readonly ends: EndpointsOrPorts | null;
  readonly options: Pick<SctpHeader<S>, "checksum" | "tag"> | null;
  readonly chunks: SctpHeader<S>["chunks"] | null;
}

export function sctp(span: Span, { ends, options, chunks }: SctpParts): SctpHeader<S> {
  return { type: "sctp", span, ...ends, ...options, chunks: chunks ?? [] };
}

export function udpCarrier(
  span: Span,
  ports: Ports<S>,
  checksum: OddChecksum | null,
): UdpEncapsulationHeader<S> {
  return { type: "udp-encapsulation", span, ports, ...(checksum !== null && { checksum }) };
}

/** A transport header with the UDP header that carries it. */
export function encapsulated(
  udp: UdpEncapsulationHeader<S> | null,
  transport: TransportHeader<S>,
): readonly Header<S>[] {
  return udp === null ? [transport] : [udp, transport];
}

/** `{1,0}` or `{1,0,7}` */
export function streamOrMessage(span: Span, sid: Num<S>, second: Num<S>, mid: Num<S> | null) {
  if (mid === null) return { type: "stream", span, sid, ssn: second } as const;
  return { type: "message", span, sid, flags: second, mid } as const;
}

export function gap(span: Span, start: Num<S>, end: Num<S>): SctpGap<S> {
  return { type: "gap", span, start, end };
}
