// SPDX-License-Identifier: GPL-2.0
import { setTimeout as delay } from "node:timers/promises";
import { NO_FILE, quickStamp } from "../../runner/setup/file-stamp.js";
import { type LibraryOptions, libraryOf } from "../commands/worker-options.js";
import type { RunKernel } from "../run-kernels.js";

/** A library that is being linked is looked at again after this time, until it stays the same. */
const LINKING_MS = 250;

/** The kernel libraries of runs, and whether they are still those of the last one. */
export class Libraries {
  readonly #kernels: readonly RunKernel[];
  readonly #options: LibraryOptions;
  /** Stamps at the last run, by path. */
  #known: ReadonlyMap<string, string> = new Map();

  constructor(kernels: readonly RunKernel[], options: LibraryOptions) {
    this.#kernels = kernels;
    this.#options = options;
  }

  /** Those that are there. */
  get paths(): readonly string[] {
    return this.#kernels.flatMap(({ library }) => library ?? this.#default() ?? []);
  }

  /** There is going to be a run: changes count from now on. */
  begin(): void {
    this.#known = this.#stamps();
  }

  /** The first library that is another one, when it is no longer being written. */
  async changed(signal: AbortSignal): Promise<string | undefined> {
    let now = this.#stamps();
    if (this.#difference(now) === undefined) return undefined;
    for (let before = ""; before !== textOf(now) && !signal.aborted; now = this.#stamps()) {
      before = textOf(now);
      await delay(LINKING_MS, undefined, { signal }).catch(() => {});
    }
    // While one is missing, nothing can be run.
    return [...now.values()].includes(NO_FILE.quick) ? undefined : this.#difference(now);
  }

  #difference(now: ReadonlyMap<string, string>): string | undefined {
    return [...now].find(([path, stamp]) => this.#known.get(path) !== stamp)?.[0];
  }

  #stamps(): ReadonlyMap<string, string> {
    return new Map(this.paths.map((path) => [path, quickStamp(path)]));
  }

  #default(): string | undefined {
    try {
      return libraryOf(this.#options);
    } catch {
      return undefined; // being built anew
    }
  }
}

function textOf(stamps: ReadonlyMap<string, string>): string {
  return JSON.stringify([...stamps]);
}
