// SPDX-License-Identifier: GPL-2.0
import type { Violation } from "../oracles/oracle.js";
import type { Protocol } from "../program/operations.js";
import type { Program } from "../program/program.js";

/** A bug of a kernel that is known, so that no program that shows it is a finding. */
export interface KnownBug {
  readonly protocol: Protocol;
  /** Name of the rule that sees it. */
  readonly oracle: string;
  /** Of the violation, as the log of a finding has it. */
  readonly cause: string;
  /** For people. */
  readonly what: string;
  /** Which programs may show it, where the cause alone does not tell. */
  readonly only?: (program: Program) => boolean;
}

/** The known bugs of a kernel, and how often each was met. */
export class KnownBugs {
  readonly #bugs: readonly KnownBug[];
  readonly #met = new Map<KnownBug, number>();

  constructor(bugs: readonly KnownBug[]) {
    this.#bugs = bugs;
  }

  /** Whether a violation is one of them; counts it. */
  covers(program: Program, { oracle, cause }: Violation): boolean {
    const bug = this.#bugs.find(
      (known) =>
        known.protocol === program.protocol &&
        known.oracle === oracle &&
        known.cause === cause &&
        known.only?.(program) !== false,
    );
    if (bug === undefined) return false;
    this.#met.set(bug, (this.#met.get(bug) ?? 0) + 1);
    return true;
  }

  /** Those that were met, the most frequent first. */
  get met(): readonly { readonly bug: KnownBug; readonly times: number }[] {
    return [...this.#met].map(([bug, times]) => ({ bug, times })).sort((a, b) => b.times - a.times);
  }
}
