// SPDX-License-Identifier: GPL-2.0

import { getU16 } from "./bytes.js";

/**
 * The ones' complement sum of RFC 1071 over bytes[start, end) as big-endian 16-bit words, an odd
 * last byte padded with zero, added to `initial`. Not folded and not complemented, so that the
 * sums of parts of even length can be added up; see {@link foldChecksum}.
 */
export function sumWords(bytes: Uint8Array, start: number, end: number, initial = 0): number {
  let sum = initial;
  const evenEnd = end - ((end - start) & 1);
  for (let i = start; i < evenEnd; i += 2) sum += ((bytes[i] as number) << 8) | (bytes[i + 1] as number);
  if (evenEnd < end) sum += (bytes[evenEnd] as number) << 8;
  return sum;
}

/** The 16-bit Internet checksum: the folded sum, complemented. */
export function foldChecksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/** The Internet checksum of bytes[start, end) on top of `initial`; 0 if they hold a right one. */
export function internetChecksum(bytes: Uint8Array, start: number, end: number, initial = 0): number {
  return foldChecksum(sumWords(bytes, start, end, initial));
}

/**
 * The checksum of the segment bytes[start, end) with the two bytes at `field` counted as zero.
 */
export function checksumWithout(
  bytes: Uint8Array,
  start: number,
  end: number,
  field: number,
  initial = 0,
): number {
  const sum = sumWords(bytes, start, end, initial) - getU16(bytes, field);
  return foldChecksum(sum);
}

/** A wrong checksum of 16 bits in the place of a right one: not 0 and not all ones, which is the same. */
export function wrongChecksum(right: number): number {
  return (right % 0xfffe) + 1;
}
