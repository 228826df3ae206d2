// SPDX-License-Identifier: GPL-2.0
import { lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { sep } from "node:path";
import type { HostFile } from "../../kernel/kernel.js";
import { mayChange, quickStamp } from "./file-stamp.js";
import { isOwnFile } from "./own-files.js";

/** A file that a command read or looked at, as it was then: good for this process. */
export interface QuickStamp {
  readonly path: string;
  readonly opened: boolean;
  readonly stamp: string;
}

/** A file that a command wrote, as it left it. */
export interface WrittenFile {
  readonly path: string;
  /** Undefined if it removed the file. */
  readonly content: Buffer | undefined;
  readonly mode: number;
}

/** Device files have no contents that could be kept or compared. */
function isDevice(path: string): boolean {
  return path.startsWith("/dev/") && !path.startsWith("/dev/shm/");
}

/** Stamps of the files that a command read; what it wrote itself is not among them. */
export function stampFiles(files: readonly HostFile[]): readonly QuickStamp[] {
  return files
    .filter(({ path, written }) => !written && mayChange(path))
    .map(({ path, opened }) => ({ path, opened, stamp: quickStamp(path, opened) }));
}

/**
 * Compares files with their stamps. Commands of one suite use the same files, so what was seen of a
 * file holds for a moment: somebody else's change is noticed that much later, as if it came later.
 */
export class FileLook {
  readonly #momentMs: number;
  readonly #stamps = new Map<string, string>();
  #sinceMs = 0;

  /** @param momentMs  0: each file is looked at each time */
  constructor(momentMs: number) {
    this.#momentMs = momentMs;
  }

  /** Whether the files are still what they were. */
  areUnchanged(stamps: readonly QuickStamp[]): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#sinceMs >= this.#momentMs) this.forget();
    return stamps.every((before) => this.#stamp(before) === before.stamp);
  }

  /** A command was run: it may have changed any file. */
  forget(): void {
    this.#stamps.clear();
    this.#sinceMs = performance.now();
  }

  #stamp({ path, opened }: QuickStamp): string {
    if (isOwnFile(path)) return quickStamp(path);
    const key = opened ? path : `${path}/`;
    const known = this.#stamps.get(key);
    if (known !== undefined) return known;
    const stamp = quickStamp(path, opened);
    this.#stamps.set(key, stamp);
    return stamp;
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

/** Leaves the files as the command left them. */
export function rewrite(files: readonly WrittenFile[]): void {
  for (const { path, content, mode } of files) {
    if (content === undefined) rmSync(path, { force: true });
    else writeFileSync(path, content, { mode });
  }
}
