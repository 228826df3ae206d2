// SPDX-License-Identifier: GPL-2.0
import type { Reporter, RunSummary } from "../reporters/events.js";
import { exitCode } from "../session.js";
import { joinShards } from "../shards/join.js";
import { readShardReport } from "../shards/read-report.js";
import { UsageError } from "../usage-error.js";
import type { RunOptions } from "./run-options.js";

/**
 * `ktest run --merge-reports FILE…`: tells of a run in shards what one run would have told. Real times
 * are those of the shards; that of the whole is the longest.
 * @param files  what `ktest run --json --shard i/n` has printed, of all shards, in any order
 * @returns the exit code of one run
 * @throws {UsageError} if the files are not the reports of all shards of one run
 */
export function mergeReports(
  files: readonly string[],
  options: Pick<RunOptions, "verbose">,
  report: Reporter,
): number {
  const shards = joinShards(files.map(readShardReport));
  const tests = shards.flatMap((shard) => shard.tests);
  const problems = shards.flatMap((shard) => shard.problems);
  const kernel = shards[0]?.kernel;
  if (kernel !== undefined) report({ type: "kernel", ...kernel });
  report({ type: "start", tests: tests.length, scripts: 0, workers: 0 });
  for (const problem of problems) report({ type: "problem", ...problem });
  for (const { log, ...told } of tests) {
    const isLogShown = options.verbose && log !== undefined;
    report({ type: "test", report: isLogShown ? { ...told, log } : told });
  }
  const count = (verdict: string): number => tests.filter((test) => test.verdict === verdict).length;
  const summary: RunSummary = {
    passed: count("pass"),
    failed: count("fail"),
    errors: count("error") + problems.length,
    skipped: 0,
    wallMs: Math.max(...shards.map(({ end }) => end.wall_ms)),
    virtualNs: tests.reduce((sum, { virtualNs }) => sum + virtualNs, 0),
  };
  report({ type: "end", summary });
  return exitCode([summary]);
}

const APART = ["pcap", "shard", "library", "kernel", "packetdrill", "watch", "coverage"] as const;

/** @throws {UsageError} for options that only a run can follow */
export function refuseRunOptions(options: RunOptions): void {
  const given = APART.find((name) => options[name] !== undefined && options[name] !== false);
  if (given !== undefined)
    throw new UsageError(`--${given} is for running tests, and --merge-reports runs none`);
}
