// SPDX-License-Identifier: GPL-2.0

import { IPV6_BYTES, type IpAddress } from "./address.js";
import { getU8, getU16, getU32, setU16, setU32 } from "./bytes.js";
import { type DecodeError, decodeError } from "./decode-error.js";

/** Byte offsets in the IPv6 header, RFC 8200 section 3. */
export const IPV6 = {
  versionClassLabel: 0,
  payloadLength: 4,
  nextHeader: 6,
  hopLimit: 7,
  source: 8,
  destination: 24,
} as const;

export const IPV6_HEADER = 40;

export interface Ipv6Header {
  readonly type: "ipv6";
  /** DSCP and ECN, RFC 2474 and 3168. */
  readonly trafficClass: number;
  /** 20 bits. */
  readonly flowLabel: number;
  readonly nextHeader: number;
  readonly hopLimit: number;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  /** Only if it is not the number of bytes there really are. */
  readonly payloadLength?: number;
}

/**
 * Where the packet that starts at `start` ends, by its payload length; the frame ends at
 * `frameEnd`. A payload length of 0 in a frame of more than 64 KB means all of it (jumbograms,
 * RFC 2675, which Linux uses for GSO packets).
 */
export function ipv6End(bytes: Uint8Array, start: number, frameEnd: number): number | DecodeError {
  const available = frameEnd - start - IPV6_HEADER;
  if (available < 0) {
    return decodeError("truncated", "ipv6", start, `${frameEnd - start} bytes of ${IPV6_HEADER}`);
  }
  const payloadLength = getU16(bytes, start + IPV6.payloadLength);
  if (payloadLength === 0 && available > 0xffff) return frameEnd;
  if (payloadLength > available) {
    return decodeError("truncated", "ipv6", start, `payload length ${payloadLength}, but ${available} bytes`);
  }
  return start + IPV6_HEADER + payloadLength;
}

/** Reads the header of the packet bytes[start, end); `end` is what {@link ipv6End} says. */
export function parseIpv6(bytes: Uint8Array, start: number, end: number): Ipv6Header | DecodeError {
  const first = getU32(bytes, start);
  if (first >>> 28 !== 6) return decodeError("bad-version", "ipv6", start, `version ${first >>> 28}`);
  const payloadLength = getU16(bytes, start + IPV6.payloadLength);
  return {
    type: "ipv6",
    trafficClass: (first >>> 20) & 0xff,
    flowLabel: first & 0xfffff,
    nextHeader: getU8(bytes, start + IPV6.nextHeader),
    hopLimit: getU8(bytes, start + IPV6.hopLimit),
    source: bytes.subarray(start + IPV6.source, start + IPV6.source + IPV6_BYTES),
    destination: bytes.subarray(start + IPV6.destination, start + IPV6.destination + IPV6_BYTES),
    ...(payloadLength !== end - start - IPV6_HEADER && { payloadLength }),
  };
}

/** Writes the header at `start` for a packet that ends at `end`. */
export function emitIpv6(header: Ipv6Header, bytes: Uint8Array, start: number, end: number): void {
  setU32(bytes, start, (6 << 28) | (header.trafficClass << 20) | header.flowLabel);
  setU16(bytes, start + IPV6.payloadLength, header.payloadLength ?? end - start - IPV6_HEADER);
  bytes[start + IPV6.nextHeader] = header.nextHeader;
  bytes[start + IPV6.hopLimit] = header.hopLimit;
  bytes.set(header.source, start + IPV6.source);
  bytes.set(header.destination, start + IPV6.destination);
}
