// SPDX-License-Identifier: GPL-2.0

/** What the reference tool says about a test. */
export interface OracleRow {
  /** Path below some folder of the suite. */
  readonly script: string;
  /** `default`: as the tool runs the script without arguments. */
  readonly variant: string;
  /** `timing`: it fails, and passes when times are given more tolerance. */
  readonly verdict: string;
  readonly line: number | undefined;
  readonly message: string;
}

/** A line of `ktest run --json`. */
export interface Report {
  readonly script: string;
  readonly variant: string | null;
  readonly verdict: string;
  readonly line: number;
  readonly message: string;
}

/** Why tests fail, or why ktest and the reference tool differ, with the evidence. */
export interface Explanation {
  /** In a few words; if absent, the scripts' names do. */
  readonly title?: string;
  /** Below the suite's folder, without `.pkt`. */
  readonly scripts: readonly string[];
  /** All if absent. */
  readonly variants?: readonly string[];
  readonly text: string;
}

export interface Test {
  /** Below the suite's folder, without `.pkt`. */
  readonly script: string;
  readonly variant: string;
  readonly expected: OracleRow;
  readonly actual: Report;
}

export interface ExplainedTest extends Test {
  readonly explanation: Explanation | undefined;
}

export interface Comparison {
  readonly tests: readonly Test[];
  /** Those that are to be explained. */
  readonly explained: readonly ExplainedTest[];
  /** Tests of the oracle that were not run. */
  readonly missing: readonly OracleRow[];
  /** Likewise, where the script's name is for another IP version and the reference tool fails. */
  readonly excluded: readonly OracleRow[];
  /** What was run and is not in the oracle. */
  readonly extra: readonly Report[];
  /** Tests that pass with the reference tool and not with ktest. */
  readonly worse: readonly Test[];
  readonly unexplained: readonly ExplainedTest[];
  /** Scripts of explanations that explain nothing. */
  readonly unneeded: readonly string[];
}

/** Of all verdicts that differ, and lines; or of all tests that fail in ktest. */
export type Explains = "differences" | "failures";

export declare const DEFAULT_VARIANT: string;

export declare function compare(
  oracle: readonly OracleRow[],
  reports: readonly Report[],
  explanations: readonly Explanation[],
  explains: Explains,
): Comparison;

export declare function isClean(comparison: Comparison): boolean;
export declare function isSameVerdict(test: Pick<Test, "expected" | "actual">): boolean;
export declare function isOtherLine(test: Pick<Test, "expected" | "actual">): boolean;
