// SPDX-License-Identifier: GPL-2.0
import { lstatSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { sep } from "node:path";
import type { HostFile } from "../../kernel/kernel.js";
import { becomeWriter } from "../../kernel/writers.js";
import { mayChange, NO_FILE, quickStamp } from "./file-stamp.js";
import { isOwnFile, NO_OWN_FILE, ownFiles, settle, type WrittenFile } from "./own-files.js";

/** A file that a command read or looked at, as it was then: good for this process. */
export interface QuickStamp {
  readonly path: string;
  readonly opened: boolean;
  readonly stamp: string;
}

/** The files that a command read or looked at, as they were. */
export interface SeenFiles {
  /** One object for all commands that have seen the same. */
  readonly shared: readonly QuickStamp[];
  /** Those of this process alone. */
  readonly own: readonly QuickStamp[];
}

const NOTHING_KNOWN: ReadonlyMap<string, string> = new Map();

export const NOTHING_SEEN: SeenFiles = { shared: [], own: [] };

/** Device files have no contents that could be kept or compared. */
function isDevice(path: string): boolean {
  return path.startsWith("/dev/") && !path.startsWith("/dev/shm/");
}

/**
 * What files are, and whether they are still the same. Commands of one suite use the same files, so
 * what was seen of a file holds for a moment: somebody else's change is noticed that much later, as if
 * it came later.
 */
export class FileLook {
  readonly #momentMs: number;
  readonly #stamps = new Map<string, string>();
  readonly #verdicts = new Map<readonly QuickStamp[], boolean>();
  readonly #sets = new Map<string, readonly QuickStamp[]>();
  #sinceMs = 0;

  /** @param momentMs  0: each file is looked at each time */
  constructor(momentMs: number) {
    this.#momentMs = momentMs;
  }

  /**
   * What a command that used some files has seen. Of those that it wrote, what `before` says; of others
   * that they were not there before: commands that change them are not for keeping (replayable.ts).
   */
  see(files: readonly HostFile[], before: ReadonlyMap<string, string> = NOTHING_KNOWN): SeenFiles {
    this.#refresh();
    const stamps = files
      .filter(({ path, written }) => (written ? !isDevice(path) : mayChange(path)))
      .map((file) => ({ path: file.path, opened: file.opened, stamp: this.#before(file, before) }));
    // What the next command finds is known then, even if that changes it.
    for (const { path } of files) if (isOwnFile(path)) ownFiles.stamp(path);
    const isOwn = ({ path }: QuickStamp): boolean => isOwnFile(path);
    return { shared: this.#share(stamps.filter((file) => !isOwn(file))), own: stamps.filter(isOwn) };
  }

  /** Whether the files are still what they were. */
  areUnchanged({ shared, own }: SeenFiles): boolean {
    this.#refresh();
    return this.#isUnchanged(shared) && own.every(({ path, stamp }) => ownFiles.stamp(path) === stamp);
  }

  /** A command was run: it may have changed any file. */
  forget(): void {
    ownFiles.forget();
    this.#lookAnew();
  }

  /** Files of this process are changed by commands alone. */
  #refresh(): void {
    if (performance.now() - this.#sinceMs >= this.#momentMs) this.#lookAnew();
  }

  #lookAnew(): void {
    if (this.#stamps.size > 0) this.#stamps.clear();
    if (this.#verdicts.size > 0) this.#verdicts.clear();
    this.#sinceMs = performance.now();
  }

  #isUnchanged(stamps: readonly QuickStamp[]): boolean {
    const known = this.#verdicts.get(stamps);
    if (known !== undefined) return known;
    const verdict = stamps.every((before) => this.#stamp(before) === before.stamp);
    this.#verdicts.set(stamps, verdict);
    return verdict;
  }

  #before(file: HostFile, before: ReadonlyMap<string, string>): string {
    if (!file.written) return this.#stamp(file);
    const known = before.get(file.path);
    if (known !== undefined) return known;
    return isOwnFile(file.path) ? NO_OWN_FILE : NO_FILE.quick;
  }

  #stamp({ path, opened }: Pick<HostFile, "path" | "opened">): string {
    if (isOwnFile(path)) return ownFiles.stamp(path);
    const key = opened ? path : `${path}/`;
    const known = this.#stamps.get(key);
    if (known !== undefined) return known;
    const stamp = quickStamp(path, opened);
    this.#stamps.set(key, stamp);
    return stamp;
  }

  #share(stamps: readonly QuickStamp[]): readonly QuickStamp[] {
    const key = JSON.stringify(stamps.map(({ path, opened, stamp }) => [path, opened, stamp]));
    const known = this.#sets.get(key) ?? stamps;
    this.#sets.set(key, known);
    return known;
  }
}

/**
 * The files that a command wrote, so that the same effect can be had without running it.
 * Undefined if it made something else than files in the folder for temporary ones: that is not ours
 * to repeat.
 */
export function keepWritten(files: readonly HostFile[]): readonly WrittenFile[] | undefined {
  const folder = `${tmpdir()}${sep}`;
  const kept: WrittenFile[] = [];
  for (const { path, written } of files) {
    if (!written || isDevice(path)) continue;
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!path.startsWith(folder) || (stats !== undefined && !stats.isFile())) return undefined;
    kept.push(
      stats === undefined
        ? { path, content: undefined, mode: 0 }
        : { path, content: readFileSync(path), mode: stats.mode & 0o7777 },
    );
  }
  return kept;
}

/** Leaves the files as the command left them; those of this process when somebody looks. */
export function rewrite(files: readonly WrittenFile[]): void {
  for (const file of files) {
    if (isOwnFile(file.path)) {
      ownFiles.write(file);
      continue;
    }
    becomeWriter();
    settle(file);
  }
}

/** Removes those of this process that commands have written. */
export function removeOwnFiles(files: readonly HostFile[]): void {
  ownFiles.remove(files.filter(({ path, written }) => written && isOwnFile(path)).map(({ path }) => path));
}
