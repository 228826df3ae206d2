// SPDX-License-Identifier: GPL-2.0
import type { Mutant } from "./patch.mjs";

/** What `ktest fuzz --json` says in its last line. */
export interface Summary {
  readonly execs: number;
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly oracle: string;
  /** How many executions it took. */
  readonly execs: number;
  /** And how long. */
  readonly seconds: number;
  readonly file?: string;
}

/** What came of running the fuzzer against a mutant. */
export type Outcome =
  | { readonly type: "killed"; readonly oracle: string; readonly execs: number; readonly seconds: number }
  | { readonly type: "survived"; readonly execs: number }
  | { readonly type: "error"; readonly reason: string };

export interface Result {
  readonly mutant: Pick<Mutant, "name" | "protocol" | "oracle" | "variant">;
  readonly outcome: Outcome;
}

/** What came of running it against the kernel as it is. */
export type CleanOutcome = Outcome;

export declare function parseSummary(output: string): Summary;
export declare function judge(summary: Summary): Outcome;
export declare function isEnough(results: readonly Result[], clean?: CleanOutcome): boolean;
export declare function asTable(results: readonly Result[], clean?: CleanOutcome): string;
