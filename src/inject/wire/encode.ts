// SPDX-License-Identifier: GPL-2.0

import { dccpLength, emitDccp, sealDccp } from "./dccp/header.js";
import { emitGre, greLength, sealGre } from "./gre.js";
import { emitIcmpv4, ICMPV4_HEADER, sealIcmpv4 } from "./icmpv4.js";
import { emitIcmpv6, ICMPV6_HEADER, sealIcmpv6 } from "./icmpv6.js";
import { emitIpv4, ipv4Length } from "./ipv4.js";
import { emitIpv6, IPV6_HEADER } from "./ipv6.js";
import {
  emitIpv6Extension,
  emitIpv6Fragment,
  IPV6_FRAGMENT_HEADER,
  ipv6ExtensionLength,
} from "./ipv6-extension.js";
import { emitMpls, mplsLength } from "./mpls.js";
import type { Header, Packet } from "./packet.js";
import { addressCorrection, addressSum } from "./pseudo-header.js";
import { emitSctp, sctpLength, sealSctp } from "./sctp/header.js";
import { emitTcp, sealTcp, tcpLength } from "./tcp.js";
import { emitUdp, sealUdp, UDP_HEADER } from "./udp.js";
import { emitUdpLite, sealUdpLite } from "./udplite.js";

/** Bytes of one header. */
export function headerLength(header: Header): number {
  switch (header.type) {
    case "ipv4":
      return ipv4Length(header);
    case "ipv6":
      return IPV6_HEADER;
    case "ipv6-extension":
      return ipv6ExtensionLength(header);
    case "ipv6-fragment":
      return IPV6_FRAGMENT_HEADER;
    case "gre":
      return greLength(header.flags);
    case "mpls":
      return mplsLength(header);
    case "tcp":
      return tcpLength(header);
    case "udp":
    case "udplite":
      return UDP_HEADER;
    case "sctp":
      return sctpLength(header);
    case "dccp":
      return dccpLength(header);
    case "icmpv4":
      return ICMPV4_HEADER;
    case "icmpv6":
      return ICMPV6_HEADER;
  }
}

/**
 * Puts a packet together. Lengths and checksums are filled in, unless the packet holds values of
 * its own for them. The inverse of decode() for every packet whose headers agree about what
 * follows them.
 */
export function encode(packet: Packet): Uint8Array {
  const starts: number[] = [];
  const addressSums: number[] = [];
  let end = 0;
  let sum = 0;
  for (const [i, header] of packet.headers.entries()) {
    if (header.type === "ipv4" || header.type === "ipv6") sum = addressSum(header);
    if (header.type === "ipv6-extension") sum += addressCorrection(header, packet.headers.slice(0, i));
    addressSums.push(sum);
    starts.push(end);
    end += headerLength(header);
  }
  const payloadStart = end;
  end += packet.payload.length;
  const trailer = packet.trailer;
  const bytes = new Uint8Array(end + (trailer?.length ?? 0));
  bytes.set(packet.payload, payloadStart);
  if (trailer) bytes.set(trailer, end);
  for (const [i, header] of packet.headers.entries()) emit(header, bytes, starts[i] ?? 0, end);
  // From the inside out: the checksum of GRE covers that of TCP.
  for (let i = packet.headers.length - 1; i >= 0; i--) {
    seal(packet.headers[i], bytes, starts[i] ?? 0, end, addressSums[i] ?? 0);
  }
  return bytes;
}

function emit(header: Header, bytes: Uint8Array, start: number, end: number): void {
  switch (header.type) {
    case "ipv4":
      emitIpv4(header, bytes, start, end);
      break;
    case "ipv6":
      emitIpv6(header, bytes, start, end);
      break;
    case "ipv6-extension":
      emitIpv6Extension(header, bytes, start);
      break;
    case "ipv6-fragment":
      emitIpv6Fragment(header, bytes, start);
      break;
    case "gre":
      emitGre(header, bytes, start);
      break;
    case "mpls":
      emitMpls(header, bytes, start);
      break;
    case "tcp":
      emitTcp(header, bytes, start);
      break;
    case "udp":
      emitUdp(header, bytes, start, end);
      break;
    case "sctp":
      emitSctp(header, bytes, start);
      break;
    case "dccp":
      emitDccp(header, bytes, start);
      break;
    case "udplite":
      emitUdpLite(header, bytes, start);
      break;
    case "icmpv4":
      emitIcmpv4(header, bytes, start);
      break;
    case "icmpv6":
      emitIcmpv6(header, bytes, start);
      break;
  }
}

/** Fills in the checksums that cover what follows the header. */
function seal(
  header: Header | undefined,
  bytes: Uint8Array,
  start: number,
  end: number,
  addresses: number,
): void {
  switch (header?.type) {
    case "gre":
      sealGre(header, bytes, start, end);
      break;
    case "tcp":
      sealTcp(header, bytes, start, end, addresses);
      break;
    case "udp":
      sealUdp(header, bytes, start, end, addresses);
      break;
    case "sctp":
      sealSctp(header, bytes, start, end);
      break;
    case "dccp":
      sealDccp(header, bytes, start, end, addresses);
      break;
    case "udplite":
      sealUdpLite(header, bytes, start, end, addresses);
      break;
    case "icmpv4":
      sealIcmpv4(header, bytes, start, end);
      break;
    case "icmpv6":
      sealIcmpv6(header, bytes, start, end, addresses);
      break;
  }
}
