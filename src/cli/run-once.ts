// SPDX-License-Identifier: GPL-2.0
import { VARIANTS } from "../runner/config/variant.js";
import type { TestReport } from "../runner/index.js";
import { runTests } from "../runner/pool/pool.js";
import { makeColours } from "./colours.js";
import type { RunOptions } from "./commands/run-options.js";
import { workerOptions } from "./commands/worker-options.js";
import { EXIT } from "./exit-codes.js";
import type { FoundScript } from "./find-scripts.js";
import { type Plan, planTests } from "./plan.js";
import { hasProgressLine, ProgressLine } from "./progress/progress-line.js";
import type { Reporter, RunSummary } from "./reporters/events.js";
import { jsonReporter } from "./reporters/json.js";
import { terminalReporter } from "./reporters/terminal.js";
import { comparisonOf, forKernel, type RunKernel, tellKernel } from "./run-kernels.js";
import { exitCode, Session } from "./session.js";
import type { ShardAbout } from "./shards/about.js";

/** What is to be run of a plan, and what is to be said of it if that is a shard. */
export interface Part {
  readonly plan: Plan;
  readonly about?: ShardAbout;
}

export interface RunRequest {
  readonly found: readonly FoundScript[];
  /** All is run on each of them. */
  readonly kernels: readonly RunKernel[];
  readonly options: RunOptions;
  readonly signal: AbortSignal;
  /** Chooses what is to be run; absent: all. */
  readonly choose?: (plan: Plan) => Part;
  /** About how many of the scripts that leaves: no more workers are started than they keep busy. */
  readonly chosenScripts?: number;
  /** Called for each test as it ends. */
  readonly onReport?: (report: TestReport) => void;
}

/**
 * Plans and runs tests, and tells of them on standard output.
 * @returns the exit code
 * @throws {import("./usage-error.js").UsageError} and what findLibrary() and runTests() throw
 */
export async function runOnce(request: RunRequest): Promise<number> {
  const { found, kernels, options, signal, choose = (plan): Part => ({ plan }) } = request;
  const progress = makeProgress(options);
  const report = await makeReporter(options, progress);
  const chosen = planTests(found, options.variant, options.pcap).then(choose);
  const comparison = await comparisonOf(kernels);
  const summaries: RunSummary[] = [];
  for (const [place, kernel] of kernels.entries()) {
    if (place > 0 && signal.aborted) break;
    tellKernel(kernel, report);
    const part = chosen.then(({ plan, ...rest }) => ({
      plan: forKernel(plan, kernel, options.pcap, kernels.length),
      ...rest,
    }));
    const session = new Session(report, options.workers, progress);
    const onReport = (done: TestReport): void => {
      comparison?.add(place, done);
      request.onReport?.(done);
    };
    summaries.push(await runOn(kernel, session, { ...request, part, onReport }));
  }
  const result = comparison?.result();
  if (result !== undefined) report({ type: "differences", comparison: result });
  if (signal.aborted) return EXIT.interrupted;
  // A difference says more than failures, which may be the same on all kernels.
  return result !== undefined && result.differences.length > 0 ? EXIT.differs : exitCode(summaries);
}

type RunParts = RunRequest & {
  readonly part: Promise<Part>;
  readonly onReport: (report: TestReport) => void;
};

async function runOn({ library }: RunKernel, session: Session, parts: RunParts): Promise<RunSummary> {
  const { found, kernels, options, onReport, signal } = parts;
  const start = performance.now();
  const planning = parts.part.then(({ plan, about }) => {
    session.begin(plan, about);
    return plan.tests;
  });
  const scripts = parts.chosenScripts ?? found.filter(({ type }) => type === "script").length;
  // Workers start while it is found out what they are to run.
  const most = scripts * (options.variant?.length ?? VARIANTS.length);
  const forWorkers = library === undefined ? options : { ...options, library };
  try {
    if (scripts > 0)
      await runTests({
        tests: planning,
        options: {
          ...workerOptions(forWorkers, (message) => session.note(message)),
          wantsTrace: kernels.length > 1,
        },
        workers: Math.min(options.workers, most),
        onReport: (done) => {
          onReport(done);
          session.add(done);
        },
        signal,
      });
    else await planning;
  } catch (error) {
    session.abandon();
    throw error;
  }
  return session.end(performance.now() - start);
}

function makeProgress({ json }: RunOptions): ProgressLine | undefined {
  return !json && hasProgressLine(process) ? new ProgressLine(process.stderr) : undefined;
}

/** The reporter that the options ask for, writing to standard output. */
export async function makeReporter(
  { json, color, shard }: RunOptions,
  progress?: ProgressLine,
): Promise<Reporter> {
  const write = (text: string): void => {
    progress?.clear();
    process.stdout.write(text);
  };
  if (!json) return terminalReporter(write, makeColours(color));
  if (shard === undefined) return jsonReporter(write);
  const { shardReporter } = await import("./shards/reporter.js");
  return shardReporter(write);
}
