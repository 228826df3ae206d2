// SPDX-License-Identifier: GPL-2.0

import { getU16, setU16 } from "./bytes.js";
import { checksumWithout } from "./checksum.js";
import { type DecodeError, decodeError } from "./decode-error.js";
import { IPPROTO } from "./protocols.js";

/** Byte offsets in the UDP header, RFC 768. */
export const UDP = {
  sourcePort: 0,
  destinationPort: 2,
  length: 4,
  checksum: 6,
} as const;

export const UDP_HEADER = 8;

export interface UdpHeader {
  readonly type: "udp";
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Header and payload in bytes; only if it is not the number there really are. */
  readonly length?: number;
  /** Only if it is not the right one; 0 stands for "not computed". */
  readonly checksum?: number;
}

/**
 * Reads the header of the datagram bytes[start, end).
 * @param addressSum the addresses' part of the pseudo-header, see pseudo-header.ts
 */
export function parseUdp(
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): UdpHeader | DecodeError {
  if (end - start < UDP_HEADER) {
    return decodeError("truncated", "udp", start, `${end - start} bytes of ${UDP_HEADER}`);
  }
  const length = getU16(bytes, start + UDP.length);
  const checksum = getU16(bytes, start + UDP.checksum);
  return {
    type: "udp",
    sourcePort: getU16(bytes, start + UDP.sourcePort),
    destinationPort: getU16(bytes, start + UDP.destinationPort),
    ...(length !== impliedLength(start, end) && { length }),
    ...(checksum !== datagramChecksum(bytes, start, end, addressSum) && { checksum }),
  };
}

/** The ports with which UDP begins, and TCP, UDP-Lite, SCTP and DCCP as well; RFC 768 and theirs. */
export function peekPorts(bytes: Uint8Array): {
  readonly sourcePort: number;
  readonly destinationPort: number;
} {
  return { sourcePort: getU16(bytes, UDP.sourcePort), destinationPort: getU16(bytes, UDP.destinationPort) };
}

/** Writes all but the checksum of the datagram bytes[start, end); {@link sealUdp} follows. */
export function emitUdp(header: UdpHeader, bytes: Uint8Array, start: number, end: number): void {
  setU16(bytes, start + UDP.sourcePort, header.sourcePort);
  setU16(bytes, start + UDP.destinationPort, header.destinationPort);
  setU16(bytes, start + UDP.length, header.length ?? impliedLength(start, end));
  setU16(bytes, start + UDP.checksum, 0);
}

/** Fills in the checksum of the datagram bytes[start, end). */
export function sealUdp(
  header: UdpHeader,
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): void {
  setU16(bytes, start + UDP.checksum, header.checksum ?? datagramChecksum(bytes, start, end, addressSum));
}

/** A datagram of more than 64 KB, which a GSO packet can be, says 0 (RFC 2675 section 4). */
function impliedLength(start: number, end: number): number {
  return end - start > 0xffff ? 0 : end - start;
}

/** A computed checksum of zero is sent as all ones, RFC 768. */
function datagramChecksum(bytes: Uint8Array, start: number, end: number, addressSum: number): number {
  const pseudoHeader = addressSum + IPPROTO.UDP + (end - start);
  return checksumWithout(bytes, start, end, start + UDP.checksum, pseudoHeader) || 0xffff;
}
