// SPDX-License-Identifier: GPL-2.0
import { UsageError } from "../usage-error.js";
import type { ShardAbout } from "./about.js";
import type { ShardReport } from "./read-report.js";
import { nameOf } from "./shard.js";

/**
 * Reports of all shards of one run, in their order.
 * @throws {UsageError} if they are not of one run, or not all, or some twice
 */
export function joinShards(reports: readonly ShardReport[]): readonly ShardReport[] {
  const [first] = reports;
  if (first === undefined) throw new UsageError("there is no report to merge");
  for (const report of reports) {
    const difference = differs(first.about, report.about) ?? differentNames(first, report);
    if (difference !== undefined)
      throw new UsageError(`${report.file} and ${first.file} are not of one run: ${difference}`);
  }
  const { count } = first.about;
  const sorted = [...reports].sort((a, b) => a.about.index - b.about.index);
  for (const [at, { file, about }] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before?.about.index === about.index)
      throw new UsageError(`${before.file} and ${file} are both of shard ${nameOf(about)}`);
  }
  const there = new Set(sorted.map(({ about }) => about.index));
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !there.has(index));
  if (missing.length > 0) throw new UsageError(`there is no report of ${shardNames(missing, count)}`);
  for (const { file, about, end } of sorted)
    if (end.skipped > 0)
      throw new UsageError(
        `${file}: shard ${nameOf(about)} was interrupted, ${end.skipped} of its tests not run`,
      );
  const tests = sorted.reduce((sum, report) => sum + report.tests.length, 0);
  if (tests !== first.about.tests)
    throw new UsageError(`the shards have ${tests} tests together, and not ${first.about.tests}`);
  return sorted;
}

const MOST_NAMED = 10;

function shardNames(indices: readonly number[], count: number): string {
  const names = indices.slice(0, MOST_NAMED).map((index) => nameOf({ index, count }));
  const more = indices.length - names.length;
  const all = more > 0 ? [...names, `${more} more`] : names;
  return `shard${indices.length === 1 ? "" : "s"} ${all.join(", ")}`;
}

/** Why two shards do not belong together. */
function differs(one: ShardAbout, other: ShardAbout): string | undefined {
  if (other.count !== one.count)
    return `there are ${other.count} shards of one and ${one.count} of the other`;
  if (other.ktest !== one.ktest) return `versions ${other.ktest} and ${one.ktest} of ktest`;
  if (other.kernel !== one.kernel) return `kernels ${other.kernel} and ${one.kernel}`;
  if (other.kernel_sha256 !== one.kernel_sha256)
    return `two builds of ${one.kernel}, ${short(other.kernel_sha256)} and ${short(one.kernel_sha256)}; one can be built for all, and named by --library`;
  if (other.options !== one.options) return `options ${other.options} and ${one.options}`;
  if (other.tests !== one.tests) return `suites of ${other.tests} and ${one.tests} tests`;
  if (other.suite_sha256 !== one.suite_sha256) return "their scripts have other names or texts";
  return undefined;
}

function differentNames(one: ShardReport, other: ShardReport): string | undefined {
  const [name, otherName] = [one, other].map(({ kernel }) => kernel?.name ?? "of no name");
  return name === otherName ? undefined : `kernels ${otherName} and ${name}`;
}

const SHORT = 12;

function short(digest: string): string {
  return digest.slice(0, SHORT);
}
