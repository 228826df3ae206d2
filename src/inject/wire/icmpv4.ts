// SPDX-License-Identifier: GPL-2.0

import { getU8, getU16, getU32, setU16, setU32 } from "./bytes.js";
import { checksumWithout } from "./checksum.js";
import { type DecodeError, decodeError } from "./decode-error.js";

/** Byte offsets in the ICMP header, RFC 792. */
export const ICMPV4 = { icmpType: 0, code: 1, checksum: 2, rest: 4 } as const;

export const ICMPV4_HEADER = 8;

/** Message types, IANA "ICMP Type Numbers". */
export const ICMPV4_TYPE = {
  ECHO_REPLY: 0,
  UNREACHABLE: 3,
  SOURCE_QUENCH: 4,
  REDIRECT: 5,
  ECHO_REQUEST: 8,
  TIME_EXCEEDED: 11,
  PARAMETER_PROBLEM: 12,
  TIMESTAMP_REQUEST: 13,
  TIMESTAMP_REPLY: 14,
  INFORMATION_REQUEST: 15,
  INFORMATION_REPLY: 16,
  ADDRESS_MASK_REQUEST: 17,
  ADDRESS_MASK_REPLY: 18,
} as const;

/** Code of "unreachable" that carries the MTU of the next hop, RFC 1191 section 4. */
export const ICMPV4_FRAG_NEEDED = 4;

/** What follows the eight bytes (a quoted packet, echo data) is the packet's payload. */
export interface Icmpv4Header {
  readonly type: "icmpv4";
  readonly icmpType: number;
  readonly code: number;
  /** The second four bytes, whose meaning depends on the type. */
  readonly rest: number;
  /** Only if it is not the right one. */
  readonly checksum?: number;
}

/** Reads the header of the message bytes[start, end). */
export function parseIcmpv4(bytes: Uint8Array, start: number, end: number): Icmpv4Header | DecodeError {
  if (end - start < ICMPV4_HEADER) {
    return decodeError("truncated", "icmpv4", start, `${end - start} bytes of ${ICMPV4_HEADER}`);
  }
  const checksum = getU16(bytes, start + ICMPV4.checksum);
  return {
    type: "icmpv4",
    icmpType: getU8(bytes, start + ICMPV4.icmpType),
    code: getU8(bytes, start + ICMPV4.code),
    rest: getU32(bytes, start + ICMPV4.rest),
    ...(checksum !== messageChecksum(bytes, start, end) && { checksum }),
  };
}

/** Writes all but the checksum at `start`; {@link sealIcmpv4} follows. */
export function emitIcmpv4(header: Icmpv4Header, bytes: Uint8Array, start: number): void {
  bytes[start + ICMPV4.icmpType] = header.icmpType;
  bytes[start + ICMPV4.code] = header.code;
  setU16(bytes, start + ICMPV4.checksum, 0);
  setU32(bytes, start + ICMPV4.rest, header.rest);
}

/** Fills in the checksum of the message bytes[start, end). */
export function sealIcmpv4(header: Icmpv4Header, bytes: Uint8Array, start: number, end: number): void {
  setU16(bytes, start + ICMPV4.checksum, header.checksum ?? messageChecksum(bytes, start, end));
}

function messageChecksum(bytes: Uint8Array, start: number, end: number): number {
  return checksumWithout(bytes, start, end, start + ICMPV4.checksum);
}
