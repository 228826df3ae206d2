// SPDX-License-Identifier: GPL-2.0
import type { RunOutcome } from "../run/outcome.js";
import { describeTrace } from "./describe-trace.js";
import type { TestId, TestReport } from "./report.js";
import { symbolize } from "./symbols.js";

/** How many events of the Trace a report shows before the one at which the test ended. */
const LAST_EVENTS = 12;

/** KERN_NOTICE; records above it are no news. include/linux/kern_levels.h */
const MOST_HARMLESS_LEVEL = 5;

/**
 * The report of a run.
 * @param library   path of the kernel library, for the names of its functions
 * @param wantsLog  whether the whole Trace is wanted in words
 */
export function makeReport(
  test: TestId,
  outcome: RunOutcome,
  wallUs: number,
  { library, wantsLog }: { readonly library: string; readonly wantsLog: boolean },
): TestReport {
  const { verdict, problems, warnings, trace, connections, virtualNs } = outcome;
  const lines = verdict === "pass" && !wantsLog ? [] : describeTrace(trace, connections);
  const kernelLog = trace.events.flatMap((event) =>
    event.type === "log" && event.level <= MOST_HARMLESS_LEVEL ? [event.text] : [],
  );
  return {
    script: test.script,
    variant: test.variant,
    ...{ verdict, problems, warnings, virtualNs, wallUs },
    kernelLog: verdict === "pass" ? [] : symbolize(kernelLog, library),
    lastEvents: verdict === "pass" ? [] : lines.slice(-LAST_EVENTS),
    ...(wantsLog ? { log: lines } : {}),
  };
}
