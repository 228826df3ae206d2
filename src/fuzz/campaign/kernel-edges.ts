// SPDX-License-Identifier: GPL-2.0
import type { Rig } from "../rig/rig.js";
import type { Feedback } from "./feedback.js";

/** LIB_EDGES of kernel/include/liblinux.h. */
const EDGES = 65_536;

/** Which basic block of the kernel followed which, and about how often in one program. */
export class KernelEdges implements Feedback {
  readonly #rig: Rig;
  readonly #seen = new Uint8Array(EDGES);

  /** @param rig  with a kernel that has coverage */
  constructor(rig: Rig) {
    this.#rig = rig;
  }

  get count(): number {
    let count = 0;
    for (const bits of this.#seen) if (bits !== 0) count++;
    return count;
  }

  begin(): void {
    this.#rig.coverage?.edges.fill(0);
  }

  add(): number {
    return this.#rig.kernel.takeEdges(this.#seen);
  }
}
