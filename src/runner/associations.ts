// SPDX-License-Identifier: GPL-2.0
import type { Constants } from "./constants.js";

/** No association has it: the kernel counts from below. */
const UNUSED = 0x7fffffff;

/**
 * The identifiers of a script's SCTP associations (sctp_assoc_t), which need not be the kernel's. The
 * first number that a script has in the place of one becomes its name for it. Those for all
 * associations, and for future ones, are the same on both sides.
 */
export class Associations {
  readonly #reserved: number;
  readonly #liveOf = new Map<number, number>();
  readonly #scriptOf = new Map<number, number>();

  constructor(constants: Constants) {
    this.#reserved = constants.require("SCTP_ALL_ASSOC");
  }

  /** What the kernel is told; a number that the script has not seen is itself, if that is no association's. */
  live(script: number): number {
    if (script <= this.#reserved) return script;
    return this.#liveOf.get(script) ?? (this.#scriptOf.has(script) ? UNUSED : script);
  }

  /** What the script calls the kernel's `live`. */
  script(live: number): number {
    return this.#scriptOf.get(live) ?? live;
  }

  /** Whether the kernel's `live` is the association that the script means; new ones become so. */
  agree(script: number, live: number): boolean {
    if (script <= this.#reserved || live <= this.#reserved) return script === live;
    const [known, name] = [this.#liveOf.get(script), this.#scriptOf.get(live)];
    if (known !== undefined || name !== undefined) return known === live;
    this.#liveOf.set(script, live);
    this.#scriptOf.set(live, script);
    return true;
  }
}
