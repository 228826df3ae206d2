// SPDX-License-Identifier: GPL-2.0
import type {
  GreFields,
  Header,
  IcmpHeader,
  IcmpName,
  IpFields,
  IpHeader,
  Num,
  PspHeader,
  QuotedPacket,
  Span,
  SymbolRef,
  UdpHeader,
} from "../ast.js";
import type { EndpointsOrPorts } from "./endpoint.js";
import { present } from "./present.js";

type S = SymbolRef;

/** The implied IP header, if anything was said about it, and what it carries. */
export function stack(
  ip: IpHeader<S> | null,
  psp: PspHeader<S> | null,
  rest: readonly Header<S>[],
): readonly Header<S>[] {
  return [...(ip === null ? [] : [ip]), ...(psp === null ? [] : [psp]), ...rest];
}

/** Joins the fields between the brackets; undefined if one is there twice. */
export function ipFields(fields: readonly IpFields<S>[]): IpFields<S> | undefined {
  let joined: IpFields<S> = {};
  for (const field of fields) {
    if (Object.keys(field).some((name) => name in joined)) return undefined;
    joined = { ...joined, ...field };
  }
  return joined;
}

export interface GreParts {
  readonly flags: Num<S> | null;
  readonly protocol: Num<S> | null;
  readonly checksum: Num<S> | null;
  readonly offset: Num<S> | null;
  readonly key: Num<S> | null;
  readonly sequence: Num<S> | null;
}

export function greFields(span: Span, parts: GreParts): GreFields<S> {
  return { span, ...present(parts) };
}

export function udp(span: Span, ends: EndpointsOrPorts | null, length: Num<S>): UdpHeader<S> {
  return { type: "udp", span, ...ends, length };
}

export interface IcmpParts {
  readonly code: IcmpName | null;
  readonly mtu: Num<S> | null;
  readonly id: Num<S> | null;
  readonly quoted: QuotedPacket<S> | null;
}

export function icmp(span: Span, icmpType: IcmpName, parts: IcmpParts): IcmpHeader<S> {
  return { type: "icmp", span, icmpType, ...present(parts) };
}
