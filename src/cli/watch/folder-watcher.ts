// SPDX-License-Identifier: GPL-2.0
import { type FSWatcher, statSync, watch } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** How long nothing may happen until an edit counts as finished: editors write in several steps. */
const QUIET_MS = 60;

/** Something that never comes to rest is looked at in between. */
const MOST_MS = 2000;

interface Watched {
  readonly watcher: FSWatcher;
  readonly inode: number;
}

/**
 * Waits for something to happen in folders. It does not say what: the kernel may put events together or
 * lose some, and editors replace files, so whoever waits compares what is there with what was there.
 */
export class FolderWatcher {
  readonly #folders = new Map<string, Watched>();
  readonly #onProblem: (folder: string, message: string) => void;
  readonly #refused = new Set<string>();
  #hasHappened = false;
  #wake: () => void = () => {};

  /** @param onProblem  called once for each folder that cannot be watched */
  constructor(onProblem: (folder: string, message: string) => void) {
    this.#onProblem = onProblem;
  }

  /** From now on these folders are watched, and no others. Those that are missing are left out. */
  watch(folders: ReadonlySet<string>): void {
    for (const [folder, { inode }] of this.#folders)
      if (!folders.has(folder) || inodeOf(folder) !== inode) this.#leave(folder);
    for (const folder of folders) if (!this.#folders.has(folder)) this.#enter(folder);
  }

  /** Resolves when something has happened since the last call, and now it is quiet; or on `signal`. */
  async next(signal: AbortSignal): Promise<void> {
    const wake = (): void => this.#wake();
    signal.addEventListener("abort", wake);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#hasHappened || signal.aborted) resolve();
    });
    signal.removeEventListener("abort", wake);
    await this.quiet(signal);
  }

  /** Resolves when nothing happens any more, or on `signal`. */
  async quiet(signal: AbortSignal): Promise<void> {
    const start = performance.now();
    do {
      this.#hasHappened = false;
      await delay(QUIET_MS, undefined, { signal }).catch(() => {});
    } while (this.#hasHappened && !signal.aborted && performance.now() - start < MOST_MS);
  }

  close(): void {
    for (const folder of [...this.#folders.keys()]) this.#leave(folder);
  }

  #enter(folder: string): void {
    const inode = inodeOf(folder);
    if (inode === undefined) return;
    try {
      const watcher = watch(folder, () => this.#happened());
      // It is gone: that is an event of the folder above it.
      watcher.on("error", () => this.#happened());
      this.#folders.set(folder, { watcher, inode });
    } catch (error) {
      if (!this.#refused.has(folder))
        this.#onProblem(folder, error instanceof Error ? error.message : String(error));
      this.#refused.add(folder);
    }
  }

  #leave(folder: string): void {
    this.#folders.get(folder)?.watcher.close();
    this.#folders.delete(folder);
  }

  #happened(): void {
    this.#hasHappened = true;
    this.#wake();
  }
}

function inodeOf(folder: string): number | undefined {
  try {
    const stats = statSync(folder, { throwIfNoEntry: false });
    return stats?.isDirectory() === true ? stats.ino : undefined;
  } catch {
    return undefined;
  }
}
