// SPDX-License-Identifier: GPL-2.0
import type { Rig } from "../rig/rig.js";
import type { Feedback } from "./feedback.js";

/** Which basic blocks of the kernel ran, and about how often in one program. */
export class KernelBlocks implements Feedback {
  readonly #rig: Rig;
  readonly #seen: Uint8Array;

  /**
   * @param rig
   * @param blocks  how many there are
   */
  constructor(rig: Rig, blocks: number) {
    this.#rig = rig;
    this.#seen = new Uint8Array(blocks);
  }

  get count(): number {
    let count = 0;
    for (const bits of this.#seen) if (bits !== 0) count++;
    return count;
  }

  begin(): void {
    this.#rig.counters?.fill(0);
  }

  add(): number {
    return this.#rig.kernel.takeCounters(this.#seen);
  }
}
