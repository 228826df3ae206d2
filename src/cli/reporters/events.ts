// SPDX-License-Identifier: GPL-2.0

import type { TestId, TestReport } from "../../runner/index.js";
import type { ComparisonResult } from "../compare/comparison.js";
import type { ShardAbout } from "../shards/about.js";

/** What reporters get to see of a run. */
export type RunEvent =
  | {
      readonly type: "start";
      readonly tests: number;
      readonly scripts: number;
      readonly workers: number;
      /** If they are a part of a run. */
      readonly shard?: ShardAbout;
    }
  /** What follows is of this kernel; only if the user has named some. */
  | { readonly type: "kernel"; readonly name: string; readonly version: string | undefined }
  /** Tests come in the order of the plan. */
  | { readonly type: "test"; readonly report: TestReport }
  /** Something that is no test: a file that cannot be read, an empty folder. */
  | { readonly type: "problem"; readonly path: string; readonly message: string }
  /** How the run is done, for those who asked. */
  | { readonly type: "note"; readonly message: string }
  /** A test of the plan that was not run, because the run ended before. */
  | { readonly type: "skipped"; readonly test: TestId }
  | { readonly type: "end"; readonly summary: RunSummary }
  /** After the tests on several kernels. */
  | { readonly type: "differences"; readonly comparison: ComparisonResult };

export interface RunSummary {
  readonly passed: number;
  readonly failed: number;
  /** Tests and files that could not run. */
  readonly errors: number;
  /** Tests of the plan that were not run, after an interruption. */
  readonly skipped: number;
  /** Real time in ms. */
  readonly wallMs: number;
  /** Virtual time of all tests together, in ns. */
  readonly virtualNs: number;
}

/** A consumer of events. */
export type Reporter = (event: RunEvent) => void;
