// SPDX-License-Identifier: GPL-2.0
import { resolve } from "node:path";
import { findLibrary } from "../../kernel/library.js";
import type { WorkerOptions } from "../../runner/index.js";
import { findCacheFolder } from "../../runner/setup/cache-folder.js";
import { constantsFile } from "../constants-file.js";
import { packetdrillOptions, type RunOptions } from "./run-options.js";

const NS_PER_SECOND = 1e9;
const MS_PER_SECOND = 1000;

/** The options on which the kernel and the running of scripts depend. */
export type ScriptOptions = Pick<
  RunOptions,
  | "library"
  | "cache"
  | "seed"
  | "virtualTimeLimit"
  | "realTimeLimit"
  | "define"
  | "strict"
  | "verbose"
  | "json"
  | "shard"
  | "watch"
  | "coverage"
> &
  Parameters<typeof packetdrillOptions>[0];

export type LibraryOptions = Pick<RunOptions, "library">;

/**
 * Path of the kernel library to run.
 * @throws {import("../../kernel/kernel-error.js").KernelError} if there is none
 */
export function libraryOf({ library }: LibraryOptions): string {
  return resolve(library ?? findLibrary());
}

/**
 * What workers get to know of the options of `ktest run`.
 * @param note  called with what users who want to know everything are told
 * @throws {import("../usage-error.js").UsageError}, {import("../../kernel/kernel-error.js").KernelError}
 */
export function workerOptions(options: ScriptOptions, note: (message: string) => void): WorkerOptions {
  const library = libraryOf(options);
  // Code that an earlier run went through on the way to a prologue would be missing.
  const cache = options.cache && options.coverage === undefined ? findCacheFolder() : undefined;
  if (cache?.type === "none" && options.verbose) note(`nothing is kept for the next run: ${cache.reason}`);
  return {
    library,
    constants: constantsFile(library),
    seed: options.seed,
    limits: {
      virtualNs: options.virtualTimeLimit * NS_PER_SECOND,
      realMs: options.realTimeLimit * MS_PER_SECOND,
    },
    isCaching: options.cache,
    ...(cache?.type === "folder" ? { cacheFolder: cache.path } : {}),
    options: packetdrillOptions(options),
    defines: options.define,
    isStrict: options.strict,
    wantsLog: options.verbose && (!options.json || options.shard !== undefined),
    wantsFiles: options.watch === true,
    wantsCoverage: options.coverage !== undefined,
  };
}
