// SPDX-License-Identifier: GPL-2.0
import type { TestId, TestReport } from "../report/report.js";
import type { Limits } from "../run/state.js";

/** What is the same for all tests of a run. */
export interface WorkerOptions {
  /** Path of the kernel library. */
  readonly library: string;
  /** Path of the constants that were generated from the same kernel. */
  readonly constants: string;
  /** Of the kernel's random number generator. */
  readonly seed: number;
  readonly limits: Limits;
  /** Whether scripts with the same prologue share it. */
  readonly isCaching: boolean;
  /** Where they share it with later runs; absent: nowhere. */
  readonly cacheFolder?: string;
  /** packetdrill options of the user, which win over those of scripts. */
  readonly options: Readonly<Record<string, string>>;
  /** `-D NAME=VALUE` as written. */
  readonly defines: readonly string[];
  /** Whether frames that a script did not expect, and warnings of the kernel, fail a test. */
  readonly isStrict: boolean;
  /** Whether reports tell all events of the Trace. */
  readonly wantsLog: boolean;
  /** Whether they have it for a comparison with another kernel. */
  readonly wantsTrace?: boolean;
  /** Whether they name the files that tests have used. */
  readonly wantsFiles?: boolean;
  /** Whether they tell which code of the kernel ran: the library must be of the variant "coverage". */
  readonly wantsCoverage?: boolean;
}

/** One test for a worker. */
export interface TestRequest extends TestId {
  /** File for its capture, if one is wanted. */
  readonly capture?: string;
}

/** To a worker. */
export type PoolMessage =
  | {
      readonly type: "configure";
      readonly options: WorkerOptions;
      /** Variables that the worker did not start with, but its commands are to have. */
      readonly environment: Readonly<Record<string, string>>;
    }
  /** In this order, after those that it has. */
  | { readonly type: "run"; readonly tests: readonly TestRequest[] }
  /** There are no more tests. */
  | { readonly type: "end" };

/** From a worker. */
export type WorkerMessage =
  | { readonly type: "ready" }
  | { readonly type: "result"; readonly report: TestReport }
  /** It cannot run any test, such as without a library. */
  | { readonly type: "unable"; readonly message: string };
