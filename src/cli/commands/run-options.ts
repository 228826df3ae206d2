// SPDX-License-Identifier: GPL-2.0
import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import { VARIANTS } from "../../runner/config/variant.js";
import type { Shard } from "../shards/shard.js";
import { UsageError } from "../usage-error.js";
import { definition } from "./definition.js";
import {
  kernelNames,
  nonNegativeNumber,
  positiveNumber,
  shardNumbers,
  variantNames,
  wholeNumber,
} from "./option-values.js";

/** Options of `ktest run` as commander gives them. */
export interface RunOptions {
  readonly pcap?: string;
  readonly json: boolean;
  readonly seed: number;
  readonly verbose: boolean;
  readonly strict: boolean;
  readonly variant?: readonly string[];
  readonly workers: number;
  readonly cache: boolean;
  readonly virtualTimeLimit: number;
  readonly realTimeLimit: number;
  readonly tolerance_usecs?: number;
  readonly tolerance_percent?: number;
  readonly send_omit_free?: boolean;
  readonly define: readonly string[];
  readonly library?: string;
  readonly shard?: Shard;
  readonly watch?: boolean;
  readonly mergeReports?: boolean;
  /** File for the lines of the kernel that were reached. */
  readonly coverage?: string;
  /** Names of kernels. */
  readonly kernel?: readonly string[];
  /** What follows it is a command line of packetdrill, and not among these. */
  readonly packetdrill?: boolean;
  /** Undefined unless --color or --no-color was given. */
  readonly color?: boolean;
}

export const DAY_SECONDS = 86_400;
export const MINUTE_SECONDS = 60;

/** Adds the options to a command. */
export function addRunOptions(command: Command): Command {
  return command
    .option("--pcap <dir>", "write a capture of each test into this folder")
    .option("--json", "print one JSON object a line instead of text", false)
    .option("--seed <n>", "seed of the kernel's random numbers", wholeNumber, 0)
    .option("-v, --verbose", "print what happened in each test", false)
    .option("--strict", "fail also for packets that the script does not expect, and kernel warnings", false)
    .option(
      "--variant <names>",
      `of ${VARIANTS.map(({ name }) => name).join(", ")}; with commas`,
      variantNames,
    )
    .option("--workers <n>", "worker processes; 0: none, for debugging", wholeNumber, availableParallelism())
    .option("--no-cache", "run each test's init command again, and keep nothing for the next run")
    .option("--virtual-time-limit <s>", "virtual time that a script may take", positiveNumber, DAY_SECONDS)
    .option("--real-time-limit <s>", "real time that a test may take", positiveNumber, MINUTE_SECONDS)
    .option("--tolerance_usecs <us>", "how far off in time events may be; 0: exact", wholeNumber)
    .option(
      "--tolerance_percent <n>",
      "the same in percent of the time since the event before",
      nonNegativeNumber,
    )
    .option("--send_omit_free", "do not use buffers again that were sent")
    .option("-D, --define <name=value>", "define a name; may be repeated", definition, [])
    .option(
      "--kernel <names>",
      "builds to run on, of ktest kernel list; of several, with commas, it says where they differ",
      kernelNames,
    )
    .addOption(new Option("--library <path>", "kernel library to run").conflicts("kernel"))
    .option("--watch", "when the run is over, wait for edits, and run again what they touch")
    .option("--shard <i/n>", "run the i-th of n parts; with --json for --merge-reports", shardNumbers)
    .option("--merge-reports", "run nothing: the arguments are reports of all shards, to be told as one run")
    .option("--coverage <file>", "write which lines of the kernel's source the tests reach, for lcov")
    .option("--packetdrill", "all that follows is a command line of packetdrill, scripts included")
    .addOption(new Option("--color", "colours even if the output is no terminal"))
    .addOption(new Option("--no-color", "no colours; the variable NO_COLOR does the same"));
}

/** @throws {UsageError} if one of some options is given beside another */
export function refuseTogether(
  options: RunOptions,
  names: readonly (keyof RunOptions)[],
  other: keyof RunOptions,
): void {
  const given = names.find((name) => options[name] !== undefined && options[name] !== false);
  if (given !== undefined) throw new UsageError(`--${given} and --${other} do not go together`);
}

/** packetdrill's options among them, by its names: they win over those of scripts. */
export function packetdrillOptions(
  options: Pick<RunOptions, "tolerance_usecs" | "tolerance_percent" | "send_omit_free">,
): Readonly<Record<string, string>> {
  const { tolerance_usecs: usecs, tolerance_percent: percent, send_omit_free: omitFree } = options;
  return {
    ...(usecs === undefined ? {} : { tolerance_usecs: String(usecs) }),
    ...(percent === undefined ? {} : { tolerance_percent: String(percent) }),
    ...(omitFree === true ? { send_omit_free: "" } : {}),
  };
}
