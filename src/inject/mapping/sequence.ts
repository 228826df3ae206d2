// SPDX-License-Identifier: GPL-2.0

/** a + b in the sequence space, modulo 2^32; RFC 9293 section 3.4. */
export function add32(a: number, b: number): number {
  return (a + b) >>> 0;
}

/** a - b modulo 2^32. */
export function subtract32(a: number, b: number): number {
  return (a - b) >>> 0;
}

/** The distance from b to a, taken the short way round: -2^31 … 2^31-1. */
export function distance32(a: number, b: number): number {
  return (a - b) | 0;
}
