// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import type { RunOptions } from "../commands/run-options.js";
import type { Plan } from "../plan.js";
import { version } from "../version.js";
import type { Shard } from "./shard.js";

/** Of the reports of shards: another number for what older programs would misunderstand. */
export const FORMAT = 1;

/** What the report of a shard says of the run that it is a part of. All but `index` is that of all shards. */
export interface ShardAbout extends Shard {
  readonly format: number;
  /** Version of ktest. */
  readonly ktest: string;
  /** File name of the kernel library. */
  readonly kernel: string;
  readonly kernel_sha256: string;
  /** Tests of all shards together. */
  readonly tests: number;
  /** Of the plan, and of the texts of its scripts. */
  readonly suite_sha256: string;
  /** Options that tests depend on, as JSON. */
  readonly options: string;
}

/** @throws an errno exception if there is no such library */
export function describeShard(shard: Shard, plan: Plan, library: string, options: RunOptions): ShardAbout {
  return {
    format: FORMAT,
    index: shard.index,
    count: shard.count,
    ktest: version(),
    kernel: basename(realpathSync(library)),
    kernel_sha256: createHash("sha256").update(readFileSync(library)).digest("hex"),
    tests: plan.tests.length,
    suite_sha256: suiteDigest(plan),
    options: JSON.stringify(testOptions(options)),
  };
}

function testOptions(options: RunOptions): Readonly<Record<string, unknown>> {
  return {
    seed: options.seed,
    strict: options.strict,
    tolerance_usecs: options.tolerance_usecs,
    tolerance_percent: options.tolerance_percent,
    send_omit_free: options.send_omit_free,
    define: options.define,
    virtual_time_limit: options.virtualTimeLimit,
    real_time_limit: options.realTimeLimit,
  };
}

function suiteDigest({ tests, problems }: Plan): string {
  const hash = createHash("sha256");
  const texts = new Map<string, string>();
  for (const { script } of tests) if (!texts.has(script)) texts.set(script, digestOf(script));
  hash.update(JSON.stringify(tests.map(({ script, variant }) => [script, variant, texts.get(script)])));
  hash.update(JSON.stringify(problems.map(({ path, message }) => [path, message])));
  return hash.digest("hex");
}

/** A file that is gone by now has its own error as a test. */
function digestOf(path: string): string {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return "";
  }
}
