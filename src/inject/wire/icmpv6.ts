// SPDX-License-Identifier: GPL-2.0

import { getU8, getU16, getU32, setU16, setU32 } from "./bytes.js";
import { checksumWithout } from "./checksum.js";
import { type DecodeError, decodeError } from "./decode-error.js";
import { IPPROTO } from "./protocols.js";

/** Byte offsets in the ICMPv6 header, RFC 4443 section 2.1. */
export const ICMPV6 = { icmpType: 0, code: 1, checksum: 2, rest: 4 } as const;

export const ICMPV6_HEADER = 8;

/** Message types, IANA "ICMPv6 type Numbers". */
export const ICMPV6_TYPE = {
  UNREACHABLE: 1,
  PACKET_TOO_BIG: 2,
  TIME_EXCEEDED: 3,
  PARAMETER_PROBLEM: 4,
  ECHO_REQUEST: 128,
  ECHO_REPLY: 129,
  LISTENER_QUERY: 130,
  LISTENER_REPORT: 131,
  LISTENER_DONE: 132,
  ROUTER_SOLICITATION: 133,
  ROUTER_ADVERTISEMENT: 134,
  NEIGHBOUR_SOLICITATION: 135,
  NEIGHBOUR_ADVERTISEMENT: 136,
  REDIRECT: 137,
  LISTENER_REPORT_V2: 143,
} as const;

/** What follows the eight bytes (a quoted packet, echo data) is the packet's payload. */
export interface Icmpv6Header {
  readonly type: "icmpv6";
  readonly icmpType: number;
  readonly code: number;
  /** The second four bytes, whose meaning depends on the type. */
  readonly rest: number;
  /** Only if it is not the right one. */
  readonly checksum?: number;
}

/**
 * Reads the header of the message bytes[start, end).
 * @param addressSum the addresses' part of the pseudo-header, see pseudo-header.ts
 */
export function parseIcmpv6(
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): Icmpv6Header | DecodeError {
  if (end - start < ICMPV6_HEADER) {
    return decodeError("truncated", "icmpv6", start, `${end - start} bytes of ${ICMPV6_HEADER}`);
  }
  const checksum = getU16(bytes, start + ICMPV6.checksum);
  return {
    type: "icmpv6",
    icmpType: getU8(bytes, start + ICMPV6.icmpType),
    code: getU8(bytes, start + ICMPV6.code),
    rest: getU32(bytes, start + ICMPV6.rest),
    ...(checksum !== messageChecksum(bytes, start, end, addressSum) && { checksum }),
  };
}

/** Writes all but the checksum at `start`; {@link sealIcmpv6} follows. */
export function emitIcmpv6(header: Icmpv6Header, bytes: Uint8Array, start: number): void {
  bytes[start + ICMPV6.icmpType] = header.icmpType;
  bytes[start + ICMPV6.code] = header.code;
  setU16(bytes, start + ICMPV6.checksum, 0);
  setU32(bytes, start + ICMPV6.rest, header.rest);
}

/** Fills in the checksum of the message bytes[start, end). */
export function sealIcmpv6(
  header: Icmpv6Header,
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): void {
  setU16(bytes, start + ICMPV6.checksum, header.checksum ?? messageChecksum(bytes, start, end, addressSum));
}

function messageChecksum(bytes: Uint8Array, start: number, end: number, addressSum: number): number {
  const pseudoHeader = addressSum + IPPROTO.ICMPV6 + (end - start);
  return checksumWithout(bytes, start, end, start + ICMPV6.checksum, pseudoHeader);
}
