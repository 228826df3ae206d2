// SPDX-License-Identifier: GPL-2.0

import { IPV4_BYTES, type IpAddress } from "./address.js";
import { getU8, getU16, getU32, setU16, setU32 } from "./bytes.js";
import { headerLength } from "./dccp/layout.js";
import { type DccpQuote, emitDccpQuote, parseDccpQuote } from "./dccp/quote.js";
import type { UdpPassenger } from "./in-udp.js";
import { emitIpv4, IPV4, IPV4_MIN_HEADER, type Ipv4Header } from "./ipv4.js";
import { emitIpv6, IPV6, IPV6_HEADER, type Ipv6Header } from "./ipv6.js";
import { ipv6ExtensionKind } from "./ipv6-extension.js";
import { IPPROTO } from "./protocols.js";
import { addressSum } from "./pseudo-header.js";
import { SCTP, SCTP_COMMON_HEADER } from "./sctp/header.js";
import { peekTcp, TCP, TCP_MIN_HEADER } from "./tcp.js";
import { UDP, UDP_HEADER } from "./udp.js";

/**
 * The packet that an ICMP error is about, as far as it quotes it: the IP header and at least the
 * first eight bytes after it (RFC 792, RFC 4443 section 3).
 */
export type Quote = QuotedPorts & QuotedTransport;

type QuotedTransport =
  | {
      readonly type: "tcp";
      readonly sequence: number;
      /** Bytes of TCP payload that the packet had by its IP length. */
      readonly payloadLength: number;
    }
  | { readonly type: "udp"; readonly payloadLength: number }
  | { readonly type: "udplite"; readonly payloadLength: number; readonly coverage: number }
  | { readonly type: "sctp"; readonly verificationTag: number; readonly payloadLength: number }
  | DccpQuote;

interface QuotedPorts extends PortPair {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** Of the UDP header that stands in front of the transport header, if one does. */
  readonly carrier?: PortPair;
}

export interface PortPair {
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** What every ICMP error must quote of the transport header. */
const QUOTED_BYTES = 8;
const QUOTED_TTL = 64;

const PROTOCOL = {
  tcp: IPPROTO.TCP,
  udp: IPPROTO.UDP,
  udplite: IPPROTO.UDPLITE,
  sctp: IPPROTO.SCTP,
  dccp: IPPROTO.DCCP,
} as const;

const HEADER = {
  tcp: TCP_MIN_HEADER,
  udp: UDP_HEADER,
  udplite: UDP_HEADER,
  sctp: SCTP_COMMON_HEADER,
} as const;

/** Bytes of the quoted packet's own transport header. */
function transportLength(quote: QuotedTransport): number {
  if (quote.type === "dccp") return headerLength(quote.packetType, true);
  return HEADER[quote.type];
}

/**
 * The IP header with the lengths of the whole packet, and eight bytes of transport header; of DCCP
 * all of it, as its number is not in the first eight. A UDP header around that is there as well: RFC
 * 6951 section 5.5 has to find the tag of SCTP behind it.
 */
export function encodeQuote(quote: Quote): Uint8Array {
  const isIpv4 = quote.source.length === IPV4_BYTES;
  const ipLength = isIpv4 ? IPV4_MIN_HEADER : IPV6_HEADER;
  const length = transportLength(quote);
  const start = ipLength + (quote.carrier ? UDP_HEADER : 0);
  const bytes = new Uint8Array(start + (quote.type === "dccp" ? length : QUOTED_BYTES));
  const end = start + length + quote.payloadLength;
  const ip = isIpv4 ? ipv4Of(quote) : ipv6Of(quote);
  if (ip.type === "ipv4") emitIpv4(ip, bytes, 0, end);
  else emitIpv6(ip, bytes, 0, end);
  if (quote.carrier) {
    emitPorts(quote.carrier, bytes, ipLength);
    setU16(bytes, ipLength + UDP.length, end - ipLength);
  }
  emitPorts(quote, bytes, start);
  emitTransport(quote, bytes, start, addressSum(ip));
  return bytes;
}

/** They stand in the same place in all transport headers. */
function emitPorts({ sourcePort, destinationPort }: PortPair, bytes: Uint8Array, start: number): void {
  setU16(bytes, start + UDP.sourcePort, sourcePort);
  setU16(bytes, start + UDP.destinationPort, destinationPort);
}

function parsePorts(bytes: Uint8Array, start: number): PortPair {
  return {
    sourcePort: getU16(bytes, start + UDP.sourcePort),
    destinationPort: getU16(bytes, start + UDP.destinationPort),
  };
}

/** What follows the ports. */
function emitTransport(quote: QuotedTransport, bytes: Uint8Array, start: number, addresses: number): void {
  switch (quote.type) {
    case "tcp":
      setU32(bytes, start + TCP.sequence, quote.sequence);
      break;
    case "udp":
      setU16(bytes, start + UDP.length, UDP_HEADER + quote.payloadLength);
      break;
    case "udplite":
      setU16(bytes, start + UDP.length, quote.coverage);
      break;
    case "sctp":
      setU32(bytes, start + SCTP.verificationTag, quote.verificationTag);
      break;
    case "dccp":
      emitDccpQuote(quote, bytes, start, addresses);
      break;
  }
}

/**
 * Reads a quote of one of these protocols; undefined for any other, or one that is cut off too early.
 * @param inUdp which protocol a datagram carries whose payload begins with these ports
 */
export function decodeQuote(
  bytes: Uint8Array,
  inUdp: (ports: PortPair) => UdpPassenger | undefined = () => undefined,
): Quote | undefined {
  const version = bytes.length > 0 ? getU8(bytes, 0) >>> 4 : 0;
  const isIpv4 = version === 4;
  const ipLength = isIpv4 ? (getU8(bytes, 0) & 15) * 4 : IPV6_HEADER;
  if ((!isIpv4 && version !== 6) || bytes.length < ipLength + QUOTED_BYTES) return undefined;
  const end = isIpv4 ? getU16(bytes, IPV4.totalLength) : IPV6_HEADER + getU16(bytes, IPV6.payloadLength);
  const { protocol, start } = isIpv4
    ? { protocol: getU8(bytes, IPV4.protocol), start: ipLength }
    : behindExtensions(bytes);
  if (bytes.length < start + QUOTED_BYTES) return undefined;
  const inside = start + UDP_HEADER;
  const isLong = protocol === IPPROTO.UDP && bytes.length >= inside + QUOTED_BYTES;
  const passenger = isLong ? inUdp(parsePorts(bytes, inside)) : undefined;
  const header = passenger ? inside : start;
  const transport = parseTransport(passenger ? PROTOCOL[passenger] : protocol, bytes, header, end - header);
  if (!transport) return undefined;
  const at = isIpv4 ? IPV4.source : IPV6.source;
  const width = isIpv4 ? IPV4_BYTES : 16;
  return {
    source: bytes.subarray(at, at + width),
    destination: bytes.subarray(at + width, at + 2 * width),
    ...parsePorts(bytes, header),
    ...(passenger && { carrier: parsePorts(bytes, start) }),
    ...transport,
  };
}

/** What follows the extension headers of IPv6, as far as they are quoted. */
function behindExtensions(bytes: Uint8Array): { readonly protocol: number; readonly start: number } {
  let protocol = getU8(bytes, IPV6.nextHeader);
  let start = IPV6_HEADER;
  while (ipv6ExtensionKind(protocol) && start + 2 <= bytes.length) {
    protocol = getU8(bytes, start);
    start += 8 * (getU8(bytes, start + 1) + 1);
  }
  return { protocol, start };
}

/** @param length of the packet from its transport header on, by what IP says */
function parseTransport(
  protocol: number,
  bytes: Uint8Array,
  start: number,
  length: number,
): QuotedTransport | undefined {
  switch (protocol) {
    case IPPROTO.TCP: {
      const { sequence } = peekTcp(bytes, start);
      return { type: "tcp", sequence, payloadLength: length - tcpHeaderLength(bytes, start) };
    }
    case IPPROTO.UDP:
      return { type: "udp", payloadLength: length - UDP_HEADER };
    case IPPROTO.UDPLITE: {
      const coverage = getU16(bytes, start + UDP.length);
      return { type: "udplite", payloadLength: length - UDP_HEADER, coverage };
    }
    case IPPROTO.SCTP: {
      const verificationTag = getU32(bytes, start + SCTP.verificationTag);
      return { type: "sctp", verificationTag, payloadLength: length - SCTP_COMMON_HEADER };
    }
    case IPPROTO.DCCP:
      return parseDccpQuote(bytes, start, length);
    default:
      return undefined;
  }
}

/** By the data offset, if that is quoted, too. */
function tcpHeaderLength(bytes: Uint8Array, start: number): number {
  const at = start + TCP.offsetAndFlags;
  return at < bytes.length ? (getU8(bytes, at) >>> 4) * 4 : TCP_MIN_HEADER;
}

function ipv4Of({ type, carrier, source, destination }: Quote): Ipv4Header {
  return {
    type: "ipv4",
    tos: 0,
    id: 0,
    flags: 0,
    fragmentOffset: 0,
    ttl: QUOTED_TTL,
    protocol: PROTOCOL[carrier ? "udp" : type],
    source,
    destination,
    options: new Uint8Array(0),
  };
}

function ipv6Of({ type, carrier, source, destination }: Quote): Ipv6Header {
  return {
    type: "ipv6",
    trafficClass: 0,
    flowLabel: 0,
    nextHeader: PROTOCOL[carrier ? "udp" : type],
    hopLimit: QUOTED_TTL,
    source,
    destination,
  };
}
