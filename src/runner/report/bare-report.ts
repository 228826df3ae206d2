// SPDX-License-Identifier: GPL-2.0
import type { RunProblem } from "../run/outcome.js";
import type { TestId, TestReport } from "./report.js";

/** A report of a test that did not come to run. */
export function bareReport(test: TestId, problems: readonly RunProblem[], wallUs: number): TestReport {
  const { script, variant } = test;
  const nothing = { warnings: [], kernelLog: [], lastEvents: [], virtualNs: 0 };
  return { script, variant, verdict: problems[0]?.verdict ?? "error", problems, ...nothing, wallUs };
}
