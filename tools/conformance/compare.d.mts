// SPDX-License-Identifier: GPL-2.0

/** What the reference tool says about a test. */
export interface OracleRow {
  /** Path below the suite's parent folder. */
  readonly script: string;
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

/** Why ktest and the reference tool differ, with the evidence. */
export interface Explanation {
  readonly script: string;
  /** All if absent. */
  readonly variants?: readonly string[];
  readonly text: string;
}

export interface Difference {
  readonly expected: OracleRow;
  readonly actual: Report;
  readonly explanation: Explanation | undefined;
}

export interface Comparison {
  readonly tests: number;
  readonly sameVerdict: number;
  readonly bothFail: number;
  /** Of those that fail in both. */
  readonly sameLine: number;
  /** Likewise, where the reference tool names no line. */
  readonly withoutLine: number;
  readonly verdicts: readonly Difference[];
  readonly lines: readonly Difference[];
  /** Tests of the oracle that were not run. */
  readonly missing: readonly OracleRow[];
  /** What was run and is not in the oracle. */
  readonly extra: readonly Report[];
  readonly unexplained: readonly (Difference | OracleRow | Report)[];
}

export declare function compare(
  oracle: readonly OracleRow[],
  reports: readonly Report[],
  explanations: readonly Explanation[],
): Comparison;
