// SPDX-License-Identifier: GPL-2.0
import type { Constants } from "../constants.js";

/** Effective, permitted and inheritable: in the order of libcap's cap_flag_t. */
export type CapabilitySets = readonly [bigint, bigint, bigint];

/** The capabilities of the script's process, which starts with all: capabilities(7). */
export class Capabilities {
  #sets: CapabilitySets;

  constructor(constants: Constants) {
    const all = (1n << BigInt(constants.require("CAP_LAST_CAP") + 1)) - 1n;
    this.#sets = [all, all, 0n];
  }

  /** The sets with one capability added to the one that `flag` says, or, if `operation` is 0, taken off it. */
  changed(flag: number, capability: number, operation: number): CapabilitySets {
    const bit = 1n << BigInt(capability & 63);
    const change = (set: bigint, index: number): bigint => {
      if (index !== flag) return set;
      return operation === 0 ? set & ~bit : set | bit;
    };
    const [effective, permitted, inheritable] = this.#sets;
    return [change(effective, 0), change(permitted, 1), change(inheritable, 2)];
  }

  /** The kernel has taken them over. */
  set(sets: CapabilitySets): void {
    this.#sets = sets;
  }
}
