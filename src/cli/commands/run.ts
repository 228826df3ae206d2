// SPDX-License-Identifier: GPL-2.0
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
  const { mergeReports, shard, watch } = options;
  if (mergeReports === true) return await merge(paths, options);
  if (watch === true) {
    refuseTogether(options, ["shard"], "watch");
    const { runAndWatch } = await import("../watch/watch.js");
    return await runAndWatch(paths, options, signal);
  }
  const { kernels, trees } = await chooseKernels(options.kernel);
  const request = { found: findScripts(paths, trees), kernels, options, signal };
  return await (shard === undefined ? runOnce(request) : runShard(shard, request));
}

interface ShardRequest {
  readonly found: readonly FoundScript[];
  readonly kernels: readonly RunKernel[];
  readonly options: RunOptions;
  readonly signal: AbortSignal;
}

async function runShard(shard: Shard, request: ShardRequest): Promise<number> {
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
