// SPDX-License-Identifier: GPL-2.0
import { KernelError } from "../../kernel/kernel-error.js";
import { ConstantsError } from "../../runner/constants.js";
import { PoolError } from "../../runner/pool/pool.js";
import type { RunOptions } from "../commands/run-options.js";
import { EXIT } from "../exit-codes.js";
import { type FoundScript, findScripts, pathOf } from "../find-scripts.js";
import { chooseKernels, type RunKernels } from "../run-kernels.js";
import { runOnce } from "../run-once.js";
import { UsageError } from "../usage-error.js";
import { type Changes, describeChanges, describeWait } from "./describe.js";
import { FolderWatcher } from "./folder-watcher.js";
import { foldersOfArguments, foldersOfFiles } from "./folders.js";
import { Libraries } from "./libraries.js";
import { UsedByScripts } from "./used-by-scripts.js";

/**
 * `ktest run --watch PATH…`: runs all, and from then on what an edit touches, in new worker processes.
 * @param signal  ends it
 * @returns the exit code of the last run
 * @throws {UsageError}
 */
export async function runAndWatch(
  paths: readonly string[],
  options: RunOptions,
  signal: AbortSignal,
): Promise<number> {
  const watch = new Watch(paths, options, await chooseKernels(options.kernel), signal);
  try {
    return await watch.run();
  } finally {
    watch.close();
  }
}

class Watch {
  readonly #paths: readonly string[];
  readonly #options: RunOptions;
  readonly #signal: AbortSignal;
  readonly #used = new UsedByScripts();
  readonly #watcher = new FolderWatcher((folder, message) =>
    this.#tell(`changes in ${folder} go unnoticed: ${message}`),
  );
  readonly #libraries: Libraries;
  readonly #kernels: RunKernels;

  constructor(paths: readonly string[], options: RunOptions, kernels: RunKernels, signal: AbortSignal) {
    this.#paths = paths;
    this.#options = options;
    this.#kernels = kernels;
    this.#libraries = new Libraries(kernels.kernels, options);
    this.#signal = signal;
  }

  close(): void {
    this.#watcher.close();
  }

  async run(): Promise<number> {
    const found = this.#find();
    let code = await this.#runScripts(found, scriptsIn(found), true);
    // After a run somebody may be in the middle of an edit.
    let isQuiet = false;
    while (!this.#signal.aborted) {
      this.#watcher.watch(this.#folders());
      const changes = await this.#changes();
      if (changes === undefined || !isQuiet) {
        await (changes === undefined ? this.#watcher.next(this.#signal) : this.#watcher.quiet(this.#signal));
        isQuiet = true;
        continue;
      }
      isQuiet = false;
      const now = this.#find();
      const chosen = this.#chosen(changes, scriptsIn(now));
      for (const line of describeChanges(changes, scriptsIn(now).length)) this.#tell(line);
      for (const script of changes.gone) this.#used.remove(script);
      if (chosen.length > 0) code = await this.#runScripts(now, chosen, false);
      else this.#tellWaiting();
    }
    return code;
  }

  #find(): readonly FoundScript[] {
    return findScripts(this.#paths, this.#kernels.trees);
  }

  /** What has happened since the last run; undefined: nothing. */
  async #changes(): Promise<Changes | undefined> {
    const library = await this.#libraries.changed(this.#signal);
    const different = this.#used.touched();
    // Listed after that was looked at: a script that goes in between is gone, and has not changed.
    const there = new Set(scriptsIn(this.#find()));
    const touched = different
      .map(({ path, scripts }) => ({ path, scripts: scripts.filter((script) => there.has(script)) }))
      .filter(({ scripts }) => scripts.length > 0);
    const added = [...there].filter((script) => !this.#used.has(script));
    const gone = this.#used.scripts.filter((script) => !there.has(script));
    const isSame = library === undefined && [touched, added, gone].every(({ length }) => length === 0);
    return isSame || this.#signal.aborted ? undefined : { library, touched, added, gone };
  }

  #chosen({ library, touched, added }: Changes, there: readonly string[]): readonly string[] {
    if (library !== undefined) return there;
    const chosen = new Set([...added, ...touched.flatMap(({ scripts }) => scripts)]);
    return there.filter((script) => chosen.has(script));
  }

  /** @param isFirst  whether paths without a script are told of */
  async #runScripts(
    found: readonly FoundScript[],
    chosen: readonly string[],
    isFirst: boolean,
  ): Promise<number> {
    this.#libraries.begin();
    for (const script of chosen) this.#used.begin(script);
    const wanted = new Set(chosen);
    const code = await this.#attempt(() =>
      runOnce({
        found,
        kernels: this.#kernels.kernels,
        options: this.#options,
        signal: this.#signal,
        choose: (all) => {
          const tests = all.tests.filter(({ script }) => wanted.has(script));
          const problems = all.problems.filter(({ path }) => isFirst || wanted.has(path));
          return { plan: { tests, problems, scripts: wanted.size } };
        },
        chosenScripts: wanted.size,
        onReport: (report) => this.#used.add(report),
      }),
    );
    if (!this.#signal.aborted) this.#tellWaiting();
    return code;
  }

  /** What keeps a run from being done is said, and may be mended by the next edit. */
  async #attempt(run: () => Promise<number>): Promise<number> {
    try {
      return await run();
    } catch (error) {
      const isExpected =
        error instanceof UsageError ||
        error instanceof KernelError ||
        error instanceof ConstantsError ||
        error instanceof PoolError;
      if (!isExpected) throw error;
      process.stderr.write(`ktest: ${error.message}\n`);
      return EXIT.unable;
    }
  }

  #folders(): ReadonlySet<string> {
    const files = [...this.#used.scripts, ...this.#used.paths, ...this.#libraries.paths];
    const paths = this.#paths.map((path) => pathOf(path, this.#kernels.trees));
    return new Set([...foldersOfArguments(paths), ...foldersOfFiles(files)]);
  }

  #tellWaiting(): void {
    this.#tell(describeWait(this.#used.scripts.length, this.#used.fileCount));
  }

  /** Beside JSON it goes where it does not disturb. */
  #tell(text: string): void {
    (this.#options.json ? process.stderr : process.stdout).write(`${text}\n`);
  }
}

function scriptsIn(found: readonly FoundScript[]): readonly string[] {
  return found.flatMap((entry) => (entry.type === "script" ? [entry.path] : []));
}
