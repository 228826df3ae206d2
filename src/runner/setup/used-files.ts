// SPDX-License-Identifier: GPL-2.0
import { lstatSync } from "node:fs";
import type { HostFile } from "../../kernel/kernel.js";
import { mayChange, quickStamp } from "./file-stamp.js";
import type { QuickStamp, SeenFiles } from "./host-files.js";

/** The files of the host that a test has used, by commands and by open() in the script. */
export class UsedFiles {
  readonly #seen: SeenFiles[] = [];
  readonly #opened: QuickStamp[] = [];
  readonly #written = new Set<string>();

  /**
   * A command has used files.
   * @param seen   those that it read or looked at
   * @param files  among which are all that it wrote
   */
  add(seen: SeenFiles, files: readonly HostFile[] = []): void {
    this.#seen.push(seen);
    for (const { path, written } of files) if (written) this.#written.add(path);
  }

  /** The script opens a file, or would if there were one. */
  open(path: string): void {
    if (mayChange(path)) this.#opened.push({ path, opened: true, stamp: quickStamp(path) });
  }

  /**
   * Those of which another content would be another test, as they were when they were used first: not
   * programs, folders, nor what tests write themselves.
   */
  list(): readonly QuickStamp[] {
    const files = new Map<string, QuickStamp>();
    for (const file of [...this.#seen.flatMap(({ shared }) => shared), ...this.#opened])
      if (!files.has(file.path) && !this.#written.has(file.path) && !isFolder(file.path))
        files.set(file.path, file);
    return [...files.values()];
  }
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
