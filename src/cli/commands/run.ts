// SPDX-License-Identifier: GPL-2.0
import type { TestReport } from "../../runner/report/report.js";
import { type FoundScript, findScripts } from "../find-scripts.js";
import { chooseKernels, type RunKernel } from "../run-kernels.js";
import { makeReporter, runOnce } from "../run-once.js";
import type { Shard } from "../shards/shard.js";
import { UsageError } from "../usage-error.js";
import { type RunOptions, refuseTogether } from "./run-options.js";
import { libraryOf } from "./worker-options.js";

/**
 * `ktest run PATH…`
 * @returns the exit code
 * @throws {UsageError} and what findLibrary() and runTests() throw
 */
export async function run(
  paths: readonly string[],
  options: RunOptions,
  signal: AbortSignal,
): Promise<number> {
  const { mergeReports, watch } = options;
  if (mergeReports === true) return await merge(paths, options);
  if (watch === true) {
    refuseTogether(options, ["shard", "coverage"], "watch");
    const { runAndWatch } = await import("../watch/watch.js");
    return await runAndWatch(paths, options, signal);
  }
  const { kernels, trees } = await chooseKernels(options.kernel);
  const request = { found: findScripts(paths, trees), kernels, options, signal };
  return await (options.coverage === undefined ? runPart(request) : runCovered(options.coverage, request));
}

interface PartRequest {
  readonly found: readonly FoundScript[];
  readonly kernels: readonly RunKernel[];
  readonly options: RunOptions;
  readonly signal: AbortSignal;
  readonly onReport?: (report: TestReport) => void;
}

/** Of all tests, or of a shard. */
async function runPart(request: PartRequest): Promise<number> {
  const { shard } = request.options;
  return await (shard === undefined ? runOnce(request) : runShard(shard, request));
}

/** Writes afterwards what was reached: if tests fail, and what there is after an interruption, too. */
async function runCovered(file: string, request: PartRequest): Promise<number> {
  const [kernel, second] = request.kernels;
  if (second !== undefined) throw new UsageError("--coverage goes with one kernel: run on each by itself");
  const { SourceCoverage } = await import("../coverage/source-coverage.js");
  const coverage = new SourceCoverage(kernel?.library ?? libraryOf(request.options));
  const code = await runPart({ ...request, onReport: (report) => coverage.add(report) });
  await coverage.write(file);
  return code;
}

async function runShard(shard: Shard, request: PartRequest): Promise<number> {
  const { found, kernels, options } = request;
  const [kernel, second] = kernels;
  if (second !== undefined) throw new UsageError("--shard goes with one kernel: run the shards of each");
  const [{ partOf }, { describeShard }] = await Promise.all([
    import("../shards/shard.js"),
    import("../shards/about.js"),
  ]);
  const library = kernel?.library ?? libraryOf(options);
  const scripts = found.filter(({ type }) => type === "script").length;
  return await runOnce({
    ...request,
    choose: (all) => ({ plan: partOf(all, shard), about: describeShard(shard, all, library, options) }),
    chosenScripts: Math.ceil(scripts / shard.count),
  });
}

async function merge(files: readonly string[], options: RunOptions): Promise<number> {
  const reports = await import("./merge-reports.js");
  reports.refuseRunOptions(options);
  return reports.mergeReports(files, options, await makeReporter(options));
}
