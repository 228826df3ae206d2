// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import type { TestReport } from "../../runner/index.js";
import type { Reporter, RunSummary } from "../reporters/events.js";
import { asLine, problemLine, testLine } from "../reporters/json.js";

/** What the last line of a shard's report says. */
export interface ShardEnd {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  /** Tests that were not run, after an interruption. */
  readonly skipped: number;
  /** Real time that the shard took, in ms. */
  readonly wall_ms: number;
  /** Of all lines before this one. */
  readonly sha256: string;
}

/** The kernel, if the user has named one. */
export interface ShardKernel {
  readonly name: string;
  readonly version: string | undefined;
}

/**
 * The report of a shard, for merging: lines as jsonReporter() has them, of which those that have more to
 * tell than fits into these have `details`; before them one that says of what run they are, and one
 * behind them that says that this was all.
 */
export function shardReporter(write: (text: string) => void): Reporter {
  let of: ShardKernel | undefined;
  const hash = createHash("sha256");
  const put = (line: string): void => {
    hash.update(line);
    write(line);
  };
  return (event) => {
    switch (event.type) {
      case "kernel":
        of = { name: event.name, version: event.version };
        return;
      case "start":
        put(asLine({ shard: event.shard, ...(of && { kernel: of }) }));
        return;
      case "test":
        put(asLine({ ...testLine(event.report), ...field(of), ...detailsOf(event.report) }));
        return;
      case "problem":
        put(asLine({ ...problemLine(event.path, event.message), ...field(of) }));
        return;
      case "end":
        write(asLine({ end: endOf(event.summary, hash.digest("hex")) }));
        return;
    }
  };
}

function field(of: ShardKernel | undefined): { readonly kernel?: string } {
  return of === undefined ? {} : { kernel: of.name };
}

/** What a reader needs to have the whole TestReport again; nothing for a plain pass. */
function detailsOf({ problems, warnings, kernelLog, lastEvents, log }: TestReport): {
  readonly details?: Partial<TestReport>;
} {
  const lists = [problems, warnings, kernelLog, lastEvents];
  if (log === undefined && lists.every(({ length }) => length === 0)) return {};
  return { details: { problems, warnings, kernelLog, lastEvents, ...(log === undefined ? {} : { log }) } };
}

function endOf({ passed, failed, errors, skipped, wallMs }: RunSummary, sha256: string): ShardEnd {
  return { passed, failed, errors, skipped, wall_ms: Math.round(wallMs), sha256 };
}
