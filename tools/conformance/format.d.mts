// SPDX-License-Identifier: GPL-2.0
import type { Comparison } from "./compare.mjs";
import type { Suite } from "./suites.mjs";

export interface Result {
  readonly suite: Suite;
  readonly comparison: Comparison;
}

export declare function asText(result: Result): string;
export declare function asMarkdown(results: readonly Result[]): string;
