// SPDX-License-Identifier: GPL-2.0
import { isUpkeep } from "../../inject/wire/upkeep.js";
import type { WorkerOptions } from "../pool/messages.js";
import type { RunOutcome } from "../run/outcome.js";
import type { TraceEvent } from "../trace/trace.js";
import { describeEnd, describeTrace, traceLines } from "./describe-trace.js";
import type { TestId, TestReport } from "./report.js";
import { symbolize } from "./symbols.js";

/** How many events of the Trace a report shows before the one at which the test ended. */
const LAST_EVENTS = 12;

/** KERN_NOTICE; records above it are no news. include/linux/kern_levels.h */
const MOST_HARMLESS_LEVEL = 5;

type ReportOptions = Pick<WorkerOptions, "library" | "wantsLog" | "wantsTrace" | "wantsFiles">;

/**
 * The report of a run.
 * @param options  what is wanted of it; `library` is for the names of the kernel's functions
 */
export function makeReport(
  test: TestId,
  outcome: RunOutcome,
  wallUs: number,
  { library, wantsLog, wantsTrace = false, wantsFiles = false }: ReportOptions,
): TestReport {
  const { verdict, problems, warnings, trace, connections, virtualNs } = outcome;
  // Most tests are like this one, and a report put together of parts takes as long as an event of a script.
  if (verdict === "pass" && !wantsLog && !wantsTrace && !wantsFiles) {
    const { script, variant } = test;
    return { script, variant, verdict, problems, warnings, virtualNs, wallUs, kernelLog: [], lastEvents: [] };
  }
  const log = {
    ...(wantsLog ? { log: describeTrace(trace, connections) } : {}),
    ...(wantsTrace ? { trace: traceLines(trace, connections) } : {}),
    ...(wantsFiles ? { files: outcome.used.list() } : {}),
  };
  const told = { script: test.script, variant: test.variant, verdict, problems, warnings, virtualNs, wallUs };
  if (verdict === "pass") return { ...told, kernelLog: [], lastEvents: [], ...log };
  const kernelLog = trace.events.flatMap((event) => (isNews(event) ? [event.text] : []));
  // What the kernel says is told apart, where a backtrace does not push out what led to it. Nor do
  // router solicitations and the like.
  const others = {
    startNs: trace.startNs,
    events: trace.events.filter(
      (event) => !isNews(event) && !(event.type === "frame" && isUpkeep(event.data)),
    ),
  };
  return {
    ...told,
    kernelLog: symbolize(kernelLog, library),
    lastEvents: describeEnd(others, connections, LAST_EVENTS),
    ...log,
  };
}

function isNews(event: TraceEvent): event is TraceEvent & { readonly type: "log" } {
  return event.type === "log" && event.level <= MOST_HARMLESS_LEVEL;
}
