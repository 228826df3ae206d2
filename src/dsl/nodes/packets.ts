// SPDX-License-Identifier: GPL-2.0
import type {
  Blob,
  Contents,
  Direction,
  GreFields,
  Header,
  IcmpHeader,
  IcmpName,
  IpAddresses,
  IpFields,
  IpHeader,
  Ipv6ExtensionHeader,
  Ipv6Option,
  Num,
  OddChecksum,
  OuterIpHeader,
  Packet,
  Ports,
  PspHeader,
  QuotedPacket,
  Span,
  SymbolRef,
  UdpHeader,
  UdpLiteHeader,
} from "../ast.js";
import type { EndpointsOrPorts } from "./endpoint.js";
import { present } from "./present.js";

type S = SymbolRef;

export function packet(
  span: Span,
  direction: Direction,
  headers: readonly Header<S>[],
  contents: Contents<S> | null,
): Packet<S> {
  return { type: "packet", span, direction, headers, ...present({ contents }) };
}

/** The implied IP header, if anything was said about it, and what it carries. */
export function stack(
  ip: IpHeader<S> | null,
  extensions: readonly Ipv6ExtensionHeader<S>[],
  psp: PspHeader<S> | null,
  rest: readonly Header<S>[],
): readonly Header<S>[] {
  return [...(ip === null ? [] : [ip]), ...extensions, ...(psp === null ? [] : [psp]), ...rest];
}

type WrittenIpFields = IpFields<S> & IpAddresses;

/** Joins the fields between the brackets; undefined if one is there twice. */
export function ipFields(fields: readonly WrittenIpFields[]): WrittenIpFields | undefined {
  let joined: WrittenIpFields = {};
  for (const field of fields) {
    if (Object.keys(field).some((name) => name in joined)) return undefined;
    joined = { ...joined, ...field };
  }
  return joined;
}

export const ADDRESSES_TWICE = "the addresses of this header stand behind its fields";

/** Undefined if addresses stand between the brackets, too. */
export function outerIp(
  type: OuterIpHeader["type"],
  span: Span,
  fields: WrittenIpFields | null,
  addresses: Pick<OuterIpHeader, "source" | "destination">,
): OuterIpHeader<S> | undefined {
  if (fields && ("source" in fields || "destination" in fields)) return undefined;
  return { type, span, ...fields, ...addresses };
}

/** `option 0x9e 0a0b` in a header with options of IPv6. */
export function ipv6Option(span: Span, kind: Num<S>, data: Blob<S> | null): Ipv6Option<S> {
  return { type: "option", span, kind, ...present({ data }) };
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

export function udp(
  span: Span,
  ends: EndpointsOrPorts | null,
  checksum: OddChecksum | null,
  length: Num<S>,
): UdpHeader<S> {
  return { type: "udp", span, ...ends, ...present({ checksum }), length };
}

export interface UdpLiteParts {
  readonly ports: Ports<S> | null;
  readonly checksum: OddChecksum | null;
}

export function udpLite(span: Span, parts: UdpLiteParts, length: Num<S>, coverage: Num<S>): UdpLiteHeader<S> {
  return { type: "udplite", span, ...present(parts), length, coverage };
}

export interface IcmpParts {
  readonly code: IcmpName | null;
  readonly mtu: Num<S> | null;
  readonly pointer: Num<S> | null;
  readonly id: Num<S> | null;
  readonly quoted: QuotedPacket<S> | null;
}

export function icmp(span: Span, icmpType: IcmpName, parts: IcmpParts): IcmpHeader<S> {
  return { type: "icmp", span, icmpType, ...present(parts) };
}
