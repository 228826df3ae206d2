// SPDX-License-Identifier: GPL-2.0
import type { TestReport } from "../../runner/index.js";
import type { UsedFile } from "../../runner/report/report.js";
import { NO_FILE, quickStamp } from "../../runner/setup/file-stamp.js";

/** A file, and the scripts that are to be run again since it is another one. */
export interface Touched {
  readonly path: string;
  readonly scripts: readonly string[];
}

/** What a script is, and what its tests have used, as it was when it was run last. */
interface Known {
  stamp: string;
  /** Of its tests, by path; undefined before the first has come so far. */
  files: Map<string, UsedFile>;
  /** Whether `files` are of an earlier run than `stamp`. */
  areOld: boolean;
}

/** Which files scripts depend on: themselves, and what their commands have read. */
export class UsedByScripts {
  readonly #known = new Map<string, Known>();

  /** Scripts that are there. */
  get scripts(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** Paths at which they have found a file or none, each once. */
  get paths(): readonly string[] {
    return [...new Set([...this.#known.values()].flatMap(({ files }) => [...files.keys()]))];
  }

  /** How many files they have found. */
  get fileCount(): number {
    const all = [...this.#known.values()].flatMap(({ files }) => [...files.values()]);
    return new Set(all.filter(({ stamp }) => stamp !== NO_FILE.quick).map(({ path }) => path)).size;
  }

  has(script: string): boolean {
    return this.#known.has(script);
  }

  /** A script is going to be run: changes count from now on. */
  begin(script: string): void {
    const files = this.#known.get(script)?.files ?? new Map<string, UsedFile>();
    this.#known.set(script, { stamp: quickStamp(script), files, areOld: true });
  }

  /** A test was run. One that did not come to using files says nothing: what was known holds on. */
  add({ script, files }: TestReport): void {
    const known = this.#known.get(script);
    if (known === undefined || files === undefined) return;
    if (known.areOld) known.files = new Map();
    known.areOld = false;
    // As the first of its tests has found it: what came later is a change.
    for (const file of files) if (!known.files.has(file.path)) known.files.set(file.path, file);
  }

  /** A script is gone. */
  remove(script: string): void {
    this.#known.delete(script);
  }

  /** Files that are no longer what they were, with the scripts that this is about. */
  touched(): readonly Touched[] {
    const byFile = new Map<string, string[]>();
    const add = (path: string, script: string): void => {
      byFile.set(path, [...(byFile.get(path) ?? []), script]);
    };
    const now = new Map<string, string>();
    for (const [script, { stamp, files }] of this.#known) {
      if (quickStamp(script) !== stamp) add(script, script);
      for (const { path, opened, stamp: before } of files.values()) {
        const key = `${opened} ${path}`;
        const current = now.get(key) ?? quickStamp(path, opened);
        now.set(key, current);
        if (current !== before) add(path, script);
      }
    }
    return [...byFile].map(([path, scripts]) => ({ path, scripts }));
  }
}
