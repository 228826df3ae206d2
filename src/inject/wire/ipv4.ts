// SPDX-License-Identifier: GPL-2.0

import { IPV4_BYTES, type IpAddress } from "./address.js";
import { getU8, getU16, setU16 } from "./bytes.js";
import { checksumWithout } from "./checksum.js";
import { type DecodeError, decodeError } from "./decode-error.js";

/** Byte offsets in the IPv4 header, RFC 791 section 3.1. */
export const IPV4 = {
  versionAndLength: 0,
  tos: 1,
  totalLength: 2,
  id: 4,
  fragment: 6,
  ttl: 8,
  protocol: 9,
  checksum: 10,
  source: 12,
  destination: 16,
  options: 20,
} as const;

export const IPV4_MIN_HEADER = 20;

export interface Ipv4Header {
  readonly type: "ipv4";
  /** DSCP and ECN, RFC 2474 and 3168. */
  readonly tos: number;
  readonly id: number;
  /** The three flag bits: 4 reserved, 2 don't fragment, 1 more fragments. */
  readonly flags: number;
  /** In units of 8 bytes. */
  readonly fragmentOffset: number;
  readonly ttl: number;
  readonly protocol: number;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** The options as they are on the wire; a multiple of 4 bytes. */
  readonly options: Uint8Array;
  /** Only if it is not the number of bytes there really are. */
  readonly totalLength?: number;
  /** Only if it is not the right one. */
  readonly checksum?: number;
}

export const IPV4_DONT_FRAGMENT = 2;
export const IPV4_MORE_FRAGMENTS = 1;

export function ipv4Length(header: Ipv4Header): number {
  return IPV4_MIN_HEADER + header.options.length;
}

/**
 * Where the packet that starts at `start` ends, by its total length; the frame, which may be
 * longer, ends at `frameEnd`. A total length of 0 in a frame of more than 64 KB means all of it,
 * as Linux has it for GSO packets ("BIG TCP", include/net/ip.h, iph_totlen()).
 */
export function ipv4End(bytes: Uint8Array, start: number, frameEnd: number): number | DecodeError {
  const available = frameEnd - start;
  if (available < IPV4_MIN_HEADER) {
    return decodeError("truncated", "ipv4", start, `${available} bytes of at least ${IPV4_MIN_HEADER}`);
  }
  const totalLength = getU16(bytes, start + IPV4.totalLength);
  if (totalLength === 0 && available > 0xffff) return frameEnd;
  if (totalLength > available) {
    return decodeError("truncated", "ipv4", start, `total length ${totalLength}, but ${available} bytes`);
  }
  return start + totalLength;
}

/** Reads the header of the packet bytes[start, end); `end` is what {@link ipv4End} says. */
export function parseIpv4(bytes: Uint8Array, start: number, end: number): Ipv4Header | DecodeError {
  const first = getU8(bytes, start);
  if (first >>> 4 !== 4) return decodeError("bad-version", "ipv4", start, `version ${first >>> 4}`);
  const length = (first & 15) * 4;
  if (length < IPV4_MIN_HEADER || length > end - start) {
    return decodeError("bad-length", "ipv4", start, `length ${length} in a packet of ${end - start} bytes`);
  }
  const optionsEnd = start + length;
  const totalLength = getU16(bytes, start + IPV4.totalLength);
  const fragment = getU16(bytes, start + IPV4.fragment);
  const checksum = getU16(bytes, start + IPV4.checksum);
  return {
    type: "ipv4",
    tos: getU8(bytes, start + IPV4.tos),
    id: getU16(bytes, start + IPV4.id),
    flags: fragment >>> 13,
    fragmentOffset: fragment & 0x1fff,
    ttl: getU8(bytes, start + IPV4.ttl),
    protocol: getU8(bytes, start + IPV4.protocol),
    source: bytes.subarray(start + IPV4.source, start + IPV4.source + IPV4_BYTES),
    destination: bytes.subarray(start + IPV4.destination, start + IPV4.destination + IPV4_BYTES),
    options: bytes.subarray(start + IPV4.options, optionsEnd),
    ...(totalLength !== end - start && { totalLength }),
    ...(checksum !== headerChecksum(bytes, start, optionsEnd) && { checksum }),
  };
}

/** Writes the header at `start` for a packet that ends at `end`. */
export function emitIpv4(header: Ipv4Header, bytes: Uint8Array, start: number, end: number): void {
  const length = ipv4Length(header);
  bytes[start] = 0x40 | (length >>> 2);
  bytes[start + IPV4.tos] = header.tos;
  setU16(bytes, start + IPV4.totalLength, header.totalLength ?? end - start);
  setU16(bytes, start + IPV4.id, header.id);
  setU16(bytes, start + IPV4.fragment, (header.flags << 13) | header.fragmentOffset);
  bytes[start + IPV4.ttl] = header.ttl;
  bytes[start + IPV4.protocol] = header.protocol;
  bytes.set(header.source, start + IPV4.source);
  bytes.set(header.destination, start + IPV4.destination);
  bytes.set(header.options, start + IPV4.options);
  setU16(bytes, start + IPV4.checksum, header.checksum ?? headerChecksum(bytes, start, start + length));
}

function headerChecksum(bytes: Uint8Array, start: number, end: number): number {
  return checksumWithout(bytes, start, end, start + IPV4.checksum);
}
