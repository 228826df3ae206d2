// SPDX-License-Identifier: GPL-2.0

import { IPV6_BYTES, type IpAddress } from "./address.js";
import { getU8, getU16, getU32, setU16, setU32 } from "./bytes.js";
import { type DecodeError, decodeError } from "./decode-error.js";
import { decodeIpv6Options } from "./ipv6-options.js";
import { IPPROTO } from "./protocols.js";

/** An extension header that is a list of options or a route, RFC 8200 sections 4.3, 4.4, 4.6. */
export interface Ipv6ExtensionHeader {
  readonly type: "ipv6-extension";
  readonly kind: "hop-by-hop" | "routing" | "destination";
  readonly nextHeader: number;
  /** All after the first two bytes; 6 bytes plus a multiple of 8. */
  readonly data: Uint8Array;
}

/** RFC 8200 section 4.5. */
export interface Ipv6FragmentHeader {
  readonly type: "ipv6-fragment";
  readonly nextHeader: number;
  /** The reserved byte and the two reserved bits, for a lossless copy. */
  readonly reserved: number;
  readonly reservedBits: number;
  /** In units of 8 bytes. */
  readonly offset: number;
  readonly moreFragments: boolean;
  readonly identification: number;
}

export const IPV6_FRAGMENT_HEADER = 8;

const KINDS = new Map<number, Ipv6ExtensionHeader["kind"]>([
  [IPPROTO.HOPOPTS, "hop-by-hop"],
  [IPPROTO.ROUTING, "routing"],
  [IPPROTO.DSTOPTS, "destination"],
]);

/** The kind of extension header a next-header value stands for. */
export function ipv6ExtensionKind(protocol: number): Ipv6ExtensionHeader["kind"] | undefined {
  return KINDS.get(protocol);
}

export function ipv6ExtensionLength(header: Ipv6ExtensionHeader): number {
  return 2 + header.data.length;
}

export function parseIpv6Extension(
  kind: Ipv6ExtensionHeader["kind"],
  bytes: Uint8Array,
  start: number,
  end: number,
): Ipv6ExtensionHeader | DecodeError {
  const available = end - start;
  const length = available < 2 ? 8 : 8 * (getU8(bytes, start + 1) + 1);
  if (length > available) {
    return decodeError("truncated", "ipv6-extension", start, `${available} bytes of ${length} (${kind})`);
  }
  return {
    type: "ipv6-extension",
    kind,
    nextHeader: getU8(bytes, start),
    data: bytes.subarray(start + 2, start + length),
  };
}

export function emitIpv6Extension(header: Ipv6ExtensionHeader, bytes: Uint8Array, start: number): void {
  bytes[start] = header.nextHeader;
  bytes[start + 1] = ipv6ExtensionLength(header) / 8 - 1;
  bytes.set(header.data, start + 2);
}

export function parseIpv6Fragment(
  bytes: Uint8Array,
  start: number,
  end: number,
): Ipv6FragmentHeader | DecodeError {
  if (end - start < IPV6_FRAGMENT_HEADER) {
    return decodeError("truncated", "ipv6-extension", start, `${end - start} bytes of 8 (fragment)`);
  }
  const word = getU16(bytes, start + 2);
  return {
    type: "ipv6-fragment",
    nextHeader: getU8(bytes, start),
    reserved: getU8(bytes, start + 1),
    reservedBits: (word >>> 1) & 3,
    offset: word >>> 3,
    moreFragments: (word & 1) === 1,
    identification: getU32(bytes, start + 4),
  };
}

export function emitIpv6Fragment(header: Ipv6FragmentHeader, bytes: Uint8Array, start: number): void {
  bytes[start] = header.nextHeader;
  bytes[start + 1] = header.reserved;
  setU16(
    bytes,
    start + 2,
    (header.offset << 3) | (header.reservedBits << 1) | (header.moreFragments ? 1 : 0),
  );
  setU32(bytes, start + 4, header.identification);
}

/**
 * The address that a routing header puts in place of the IPv6 destination in the pseudo-header:
 * the last one, while segments are left (RFC 8200 section 8.1; type 2: RFC 6275 section 6.4).
 */
export function finalDestination(header: Ipv6ExtensionHeader): IpAddress | undefined {
  if (header.kind !== "routing") return undefined;
  const [routingType, segmentsLeft] = header.data;
  const isAddressList = routingType === 0 || routingType === 2;
  if (!isAddressList || !segmentsLeft || header.data.length < 6 + IPV6_BYTES) return undefined;
  return header.data.subarray(-IPV6_BYTES);
}

/**
 * The address that a home-address option puts in place of the IPv6 source in the pseudo-header
 * (RFC 6275 sections 6.3 and 11.3.1).
 */
export function homeAddress(header: Ipv6ExtensionHeader): IpAddress | undefined {
  if (header.kind !== "destination") return undefined;
  return decodeIpv6Options(header.data)?.find((option) => option.type === "home_address")?.address;
}
