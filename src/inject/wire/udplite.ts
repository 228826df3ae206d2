// SPDX-License-Identifier: GPL-2.0

import { getU16, setU16 } from "./bytes.js";
import { checksumWithout } from "./checksum.js";
import { type DecodeError, decodeError } from "./decode-error.js";
import { IPPROTO } from "./protocols.js";
import { UDP, UDP_HEADER } from "./udp.js";

/** The header of UDP with a coverage in the place of the length; RFC 3828 section 3.1. */
export interface UdpLiteHeader {
  readonly type: "udplite";
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Bytes that the checksum covers, from the first of the header; 0: all. */
  readonly coverage: number;
  /** Only if it is not the right one. */
  readonly checksum?: number;
}

/**
 * Reads the header of the datagram bytes[start, end).
 * @param addressSum the addresses' part of the pseudo-header, see pseudo-header.ts
 */
export function parseUdpLite(
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): UdpLiteHeader | DecodeError {
  if (end - start < UDP_HEADER) {
    return decodeError("truncated", "udplite", start, `${end - start} bytes of ${UDP_HEADER}`);
  }
  const coverage = getU16(bytes, start + UDP.length);
  const checksum = getU16(bytes, start + UDP.checksum);
  return {
    type: "udplite",
    sourcePort: getU16(bytes, start + UDP.sourcePort),
    destinationPort: getU16(bytes, start + UDP.destinationPort),
    coverage,
    ...(checksum !== partialChecksum(coverage, bytes, start, end, addressSum) && { checksum }),
  };
}

/** Writes all but the checksum of the datagram at `start`; {@link sealUdpLite} follows. */
export function emitUdpLite(header: UdpLiteHeader, bytes: Uint8Array, start: number): void {
  setU16(bytes, start + UDP.sourcePort, header.sourcePort);
  setU16(bytes, start + UDP.destinationPort, header.destinationPort);
  setU16(bytes, start + UDP.length, header.coverage);
  setU16(bytes, start + UDP.checksum, 0);
}

/** Fills in the checksum of the datagram bytes[start, end). */
export function sealUdpLite(
  header: UdpLiteHeader,
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): void {
  const { checksum, coverage } = header;
  const value = checksum ?? partialChecksum(coverage, bytes, start, end, addressSum);
  setU16(bytes, start + UDP.checksum, value);
}

/**
 * The checksum over the pseudo-header, which has the length of the whole datagram, and the covered
 * bytes. A coverage that may not be counts as the nearest one that may. All ones stand for zero.
 */
function partialChecksum(
  coverage: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): number {
  const length = end - start;
  const covered = coverage === 0 ? length : Math.min(Math.max(coverage, UDP_HEADER), length);
  const pseudoHeader = addressSum + IPPROTO.UDPLITE + length;
  return checksumWithout(bytes, start, start + covered, start + UDP.checksum, pseudoHeader) || 0xffff;
}
