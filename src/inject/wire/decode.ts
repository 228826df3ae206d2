// SPDX-License-Identifier: GPL-2.0

import { getU8 } from "./bytes.js";
import { dccpLength, parseDccp } from "./dccp/header.js";
import { type DecodeError, decodeError, isDecodeError } from "./decode-error.js";
import { greLength, parseGre } from "./gre.js";
import { ICMPV4_HEADER, parseIcmpv4 } from "./icmpv4.js";
import { ICMPV6_HEADER, parseIcmpv6 } from "./icmpv6.js";
import { type InUdp, sctpByChecksum } from "./in-udp.js";
import { IPV4_MORE_FRAGMENTS, ipv4End, ipv4Length, parseIpv4 } from "./ipv4.js";
import { IPV6_HEADER, ipv6End, parseIpv6 } from "./ipv6.js";
import {
  IPV6_FRAGMENT_HEADER,
  type Ipv6ExtensionHeader,
  ipv6ExtensionKind,
  ipv6ExtensionLength,
  parseIpv6Extension,
  parseIpv6Fragment,
} from "./ipv6-extension.js";
import { mplsLength, parseMpls } from "./mpls.js";
import type { Header, IpHeader, Packet } from "./packet.js";
import { ETHERTYPE, IPPROTO } from "./protocols.js";
import { addressCorrection, addressSum } from "./pseudo-header.js";
import { parseSctp, sctpLength } from "./sctp/header.js";
import { parseTcp, TCP } from "./tcp.js";
import { parseUdp, UDP_HEADER } from "./udp.js";
import { parseUdpLite } from "./udplite.js";

/**
 * Takes a layer-3 frame apart: an IPv4 or IPv6 packet, whatever it is wrapped in inside. Headers
 * nobody here knows, and everything in a fragment, are payload. Nothing is copied: addresses,
 * option data and payload are views of `bytes`.
 * @param inUdp what datagrams carry; if it is not that, they carry payload
 */
export function decode(bytes: Uint8Array, inUdp: InUdp = sctpByChecksum): Packet | DecodeError {
  const walk = new Walk(bytes, inUdp);
  const error = walk.ip(0, bytes.length);
  if (error) return error;
  const { headers, payloadStart, end, outerEnd } = walk;
  const packet: Packet = { headers, payload: bytes.subarray(payloadStart, end) };
  return outerEnd < bytes.length ? { ...packet, trailer: bytes.subarray(outerEnd) } : packet;
}

/** The way through the headers of one frame. Each method reads one header and goes on inside. */
class Walk {
  readonly headers: Header[] = [];
  payloadStart = 0;
  end = 0;
  outerEnd = 0;
  /** Of the pseudo-header of the IP header last seen. */
  private addressSum = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly inUdp: InUdp,
  ) {}

  ip(start: number, end: number): DecodeError | undefined {
    if (start >= end) return decodeError("truncated", "ip", start, "no bytes");
    const version = getU8(this.bytes, start) >>> 4;
    if (version === 4) return this.ipv4(start, end);
    if (version === 6) return this.ipv6(start, end);
    return decodeError("bad-version", "ip", start, `version ${version}`);
  }

  private ipv4(start: number, frameEnd: number): DecodeError | undefined {
    const end = ipv4End(this.bytes, start, frameEnd);
    if (typeof end !== "number") return end;
    const header = parseIpv4(this.bytes, start, end);
    if (isDecodeError(header)) return header;
    const error = this.enter(header, end, frameEnd, start);
    if (error) return error;
    const inside = start + ipv4Length(header);
    const isFragment = header.fragmentOffset !== 0 || (header.flags & IPV4_MORE_FRAGMENTS) !== 0;
    return isFragment ? this.rest(inside) : this.protocol(header.protocol, inside);
  }

  private ipv6(start: number, frameEnd: number): DecodeError | undefined {
    const end = ipv6End(this.bytes, start, frameEnd);
    if (typeof end !== "number") return end;
    const header = parseIpv6(this.bytes, start, end);
    if (isDecodeError(header)) return header;
    const error = this.enter(header, end, frameEnd, start);
    return error ?? this.protocol(header.nextHeader, start + IPV6_HEADER);
  }

  /** Only the outermost packet may be shorter than the room it has. */
  private enter(header: IpHeader, end: number, frameEnd: number, start: number): DecodeError | undefined {
    const isOuter = this.headers.length === 0;
    if (isOuter) this.outerEnd = end;
    else if (end < frameEnd) {
      return decodeError("bad-length", header.type, start, `${frameEnd - end} bytes after the inner packet`);
    }
    this.end = end;
    this.headers.push(header);
    this.addressSum = addressSum(header);
    return undefined;
  }

  private protocol(protocol: number, start: number): DecodeError | undefined {
    const { bytes, end } = this;
    switch (protocol) {
      case IPPROTO.TCP:
        return this.tcp(start);
      case IPPROTO.UDP:
        return this.udp(start);
      case IPPROTO.DCCP:
        return this.dccp(start);
      case IPPROTO.SCTP:
        return this.sctp(start);
      case IPPROTO.UDPLITE:
        return this.last(parseUdpLite(bytes, start, end, this.addressSum), start + UDP_HEADER);
      case IPPROTO.ICMP:
        return this.last(parseIcmpv4(bytes, start, end), start + ICMPV4_HEADER);
      case IPPROTO.ICMPV6:
        return this.last(parseIcmpv6(bytes, start, end, this.addressSum), start + ICMPV6_HEADER);
      case IPPROTO.IPIP:
      case IPPROTO.IPV6:
        return this.ip(start, end);
      case IPPROTO.GRE:
        return this.gre(start);
      case IPPROTO.MPLS:
        return this.mpls(start);
      case IPPROTO.FRAGMENT:
        return this.fragment(start);
      default: {
        const kind = ipv6ExtensionKind(protocol);
        return kind && this.isIpv6() ? this.extension(kind, start) : this.rest(start);
      }
    }
  }

  /** The extension headers are none in IPv4. */
  private isIpv6(): boolean {
    return (
      this.headers.findLast((header) => header.type === "ipv4" || header.type === "ipv6")?.type === "ipv6"
    );
  }

  private extension(kind: Ipv6ExtensionHeader["kind"], start: number): DecodeError | undefined {
    const header = parseIpv6Extension(kind, this.bytes, start, this.end);
    if (isDecodeError(header)) return header;
    this.addressSum += addressCorrection(header, this.headers);
    this.headers.push(header);
    return this.protocol(header.nextHeader, start + ipv6ExtensionLength(header));
  }

  private fragment(start: number): DecodeError | undefined {
    if (!this.isIpv6()) return this.rest(start);
    const header = parseIpv6Fragment(this.bytes, start, this.end);
    if (isDecodeError(header)) return header;
    this.headers.push(header);
    const inside = start + IPV6_FRAGMENT_HEADER;
    const isWhole = header.offset === 0 && !header.moreFragments;
    return isWhole ? this.protocol(header.nextHeader, inside) : this.rest(inside);
  }

  private gre(start: number): DecodeError | undefined {
    const header = parseGre(this.bytes, start, this.end);
    if (!header) return this.rest(start);
    if (isDecodeError(header)) return header;
    this.headers.push(header);
    const inside = start + greLength(header.flags);
    switch (header.protocol) {
      case ETHERTYPE.IPV4:
      case ETHERTYPE.IPV6:
        return this.ip(inside, this.end);
      case ETHERTYPE.MPLS:
      case ETHERTYPE.MPLS_MULTICAST:
        return this.mpls(inside);
      default:
        return this.rest(inside);
    }
  }

  private mpls(start: number): DecodeError | undefined {
    const header = parseMpls(this.bytes, start, this.end);
    if (isDecodeError(header)) return header;
    this.headers.push(header);
    const inside = start + mplsLength(header);
    // The label alone tells the receiver what is inside; the first four bits are a good guess.
    const version = inside < this.end ? getU8(this.bytes, inside) >>> 4 : 0;
    return version === 4 || version === 6 ? this.ip(inside, this.end) : this.rest(inside);
  }

  private tcp(start: number): DecodeError | undefined {
    const dataOffset = 4 * (getU8(this.bytes, start + TCP.offsetAndFlags) >>> 4);
    return this.last(parseTcp(this.bytes, start, this.end, this.addressSum), start + dataOffset);
  }

  private udp(start: number): DecodeError | undefined {
    const header = parseUdp(this.bytes, start, this.end, this.addressSum);
    const inside = start + UDP_HEADER;
    const error = this.last(header, inside);
    if (error || isDecodeError(header)) return error;
    const passenger = this.inUdp(header, this.bytes, start, this.end);
    // what cannot be taken apart stays payload
    if (passenger === "sctp") this.sctp(inside);
    else if (passenger === "tcp") this.tcp(inside);
    return undefined;
  }

  private dccp(start: number): DecodeError | undefined {
    const header = parseDccp(this.bytes, start, this.end, this.addressSum);
    if (!header) return this.rest(start);
    return this.last(header, isDecodeError(header) ? start : start + dccpLength(header));
  }

  private sctp(start: number): DecodeError | undefined {
    const header = parseSctp(this.bytes, start, this.end);
    return this.last(header, isDecodeError(header) ? start : start + sctpLength(header));
  }

  private last(header: Header | DecodeError, payloadStart: number): DecodeError | undefined {
    if (isDecodeError(header)) return header;
    this.headers.push(header);
    return this.rest(payloadStart);
  }

  private rest(start: number): undefined {
    this.payloadStart = start;
  }
}
