// SPDX-License-Identifier: GPL-2.0

import type { DccpHeader } from "./dccp/header.js";
import type { GreHeader } from "./gre.js";
import type { Icmpv4Header } from "./icmpv4.js";
import type { Icmpv6Header } from "./icmpv6.js";
import type { Ipv4Header } from "./ipv4.js";
import type { Ipv6Header } from "./ipv6.js";
import type { Ipv6ExtensionHeader, Ipv6FragmentHeader } from "./ipv6-extension.js";
import type { MplsHeader } from "./mpls.js";
import type { SctpHeader } from "./sctp/header.js";
import type { TcpHeader } from "./tcp.js";
import type { UdpHeader } from "./udp.js";
import type { UdpLiteHeader } from "./udplite.js";

/**
 * A packet as its headers, outermost first, and what follows the last of them. Headers say what
 * follows (protocol, nextHeader, EtherType) in so many words; encoding does not correct it.
 * Lengths and checksums are absent when they are right, and present to be wrong on purpose.
 */
export interface Packet {
  readonly headers: readonly Header[];
  readonly payload: Uint8Array;
  /** Bytes of the frame after the end of the outermost IP packet, such as Ethernet padding. */
  readonly trailer?: Uint8Array;
}

export type IpHeader = Ipv4Header | Ipv6Header;

/** Headers that say which port a packet is from and for. */
export type PortedHeader = TcpHeader | UdpHeader | UdpLiteHeader | SctpHeader | DccpHeader;

export type TransportHeader = PortedHeader | Icmpv4Header | Icmpv6Header;

export type Header =
  | IpHeader
  | Ipv6ExtensionHeader
  | Ipv6FragmentHeader
  | GreHeader
  | MplsHeader
  | TransportHeader;

export function hasPorts(header: Header): header is PortedHeader {
  return "sourcePort" in header;
}

/** The innermost IP header: the one whose addresses are the connection's. */
export function innerIp(packet: Packet): IpHeader | undefined {
  return packet.headers.findLast((header) => header.type === "ipv4" || header.type === "ipv6");
}

/** The header of a transport protocol or of ICMP, if there is one; it is always the last. */
export function transport(packet: Packet): TransportHeader | undefined {
  const last = packet.headers.at(-1);
  switch (last?.type) {
    case "tcp":
    case "udp":
    case "sctp":
    case "dccp":
    case "udplite":
    case "icmpv4":
    case "icmpv6":
      return last;
    default:
      return undefined;
  }
}

/** The protocol that is announced last, by an IP header or by the extension headers behind it. */
export function lastProtocol(ip: IpHeader, extensions: readonly Header[]): number {
  const last = extensions.findLast((header) => header.type === "ipv6-extension");
  if (last) return last.nextHeader;
  return ip.type === "ipv4" ? ip.protocol : ip.nextHeader;
}
