// SPDX-License-Identifier: GPL-2.0

import { getU8 } from "../bytes.js";
import { checksumWithout } from "../checksum.js";
import { IPPROTO } from "../protocols.js";
import { DCCP } from "./layout.js";

/**
 * Where the part of the packet bytes[start, end) ends that its checksum covers: header, options and
 * CsCov - 1 words of data, or all of it for CsCov 0; RFC 4340 section 9.2.
 */
export function coverageEnd(bytes: Uint8Array, start: number, end: number): number {
  const cscov = getU8(bytes, start + DCCP.coverage) & 15;
  if (cscov === 0) return end;
  const words = getU8(bytes, start + DCCP.dataOffset) + cscov - 1;
  return Math.min(end, start + 4 * words);
}

/** The right checksum of the packet bytes[start, end), section 9.1; the pseudo-header has its whole length. */
export function packetChecksum(bytes: Uint8Array, start: number, end: number, addressSum: number): number {
  const pseudoHeader = addressSum + IPPROTO.DCCP + (end - start);
  const covered = coverageEnd(bytes, start, end);
  return checksumWithout(bytes, start, covered, start + DCCP.checksum, pseudoHeader);
}
