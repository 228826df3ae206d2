// SPDX-License-Identifier: GPL-2.0

const TWO_POW_24 = 2 ** 24;
const TWO_POW_48 = 2 ** 48;

/** a + b in the sequence space of DCCP, modulo 2^48; RFC 4340 section 3.1. */
export function add48(a: number, b: number): number {
  return (a + b) % TWO_POW_48;
}

/** a - b modulo 2^48. */
export function subtract48(a: number, b: number): number {
  return (a - b + TWO_POW_48) % TWO_POW_48;
}

/** The lower 24 bits, which are all that packets with short numbers have. */
export function shorten(number: number): number {
  return number % TWO_POW_24;
}

/** The number of 48 bits with these lower 24 that is nearest to `reference`; RFC 4340 section 7.6. */
export function extend24(low: number, reference: number): number {
  const ahead = subtract48(low, shorten(reference)) % TWO_POW_24;
  const up = add48(reference, ahead);
  return ahead < TWO_POW_24 / 2 ? up : subtract48(up, TWO_POW_24);
}
