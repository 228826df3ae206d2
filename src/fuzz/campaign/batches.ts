// SPDX-License-Identifier: GPL-2.0
import type { Program } from "../program/program.js";

const SIZE = 32;

/**
 * Programs in an order in which the version of IP seldom changes: a kernel that goes back to the state
 * of the other one has twice as many pages to copy.
 */
export class Batches {
  readonly #make: () => Program;
  #made: Program[] = [];
  #isIpv6 = false;

  /** @param make  one more program, of any version */
  constructor(make: () => Program) {
    this.#make = make;
  }

  next(): Program {
    const next = this.#made.pop();
    if (next !== undefined) return next;
    const isOther = ({ isIpv6 }: Program): number => Number(isIpv6 !== this.#isIpv6);
    const made = Array.from({ length: SIZE }, this.#make).sort((a, b) => isOther(a) - isOther(b));
    this.#isIpv6 = made.at(-1)?.isIpv6 ?? false;
    this.#made = made.reverse();
    return this.next();
  }
}
