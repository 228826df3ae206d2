// SPDX-License-Identifier: GPL-2.0
import type { Mutant } from "./patch.mjs";

/** What scripts-tests/ say of a mutant. */
export type ScriptsOutcome =
  | {
      readonly type: "ran";
      /** Tests: scripts by variants. */
      readonly total: number;
      /** `script (variant)` of those that do not pass. */
      readonly failed: readonly string[];
      /** If the script of the mutant's own fails. */
      readonly isWitnessed: boolean;
    }
  | { readonly type: "error"; readonly reason: string };

export interface ScriptsResult {
  readonly mutant: Pick<Mutant, "name" | "protocol">;
  readonly outcome: ScriptsOutcome;
}

export declare const WITNESSES: string;
export declare function judgeScripts(output: string, errors: string): ScriptsOutcome;
export declare function asScriptsTable(results: readonly ScriptsResult[]): string;
