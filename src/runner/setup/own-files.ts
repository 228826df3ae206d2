// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Files that commands make for this process alone: they have its number in their names, such as
 * /tmp/sysctl_restore_4711.sh. Another process has them under its own number.
 */
const PID = new RegExp(`(?<!\\d)${process.pid}(?!\\d)`, "g");
const PID_TEXT = String(process.pid);
const PID_MARK = "\0pid\0";

/** Whether the number of this process is in a text. */
export function hasPid(text: string): boolean {
  return text.search(PID) >= 0;
}

/** A path with a mark in place of the number of this process. */
export function withoutPid(path: string): string {
  return path.replace(PID, PID_MARK);
}

/** The same path for this process. */
export function withPid(path: string): string {
  return path.includes(PID_MARK) ? path.replaceAll(PID_MARK, PID_TEXT) : path;
}

/** The path of a file of this process alone. */
export function ownPath(name: string): string {
  return join(tmpdir(), `${name}_${PID_TEXT}.txt`);
}

const NAME = new RegExp(`_${process.pid}\\.\\w+$`);

export function isOwnFile(path: string): boolean {
  return path.includes(PID_TEXT) && NAME.test(path) && path.startsWith(tmpdir());
}

/** A file that a command wrote, as it left it. */
export interface WrittenFile {
  readonly path: string;
  /** Undefined if it removed the file. */
  readonly content: Buffer | undefined;
  readonly mode: number;
}

/** What stands in a stamp for a file that is not there. */
export const NO_OWN_FILE = "own none";

interface OwnFile {
  readonly file: WrittenFile;
  readonly stamp: string;
  /** Whether it is so on disk. */
  readonly isSettled: boolean;
  /** Whether there is, or may be, something of that name on disk. */
  readonly isOnDisk: boolean;
}

const REGULAR = 0o100000;
const PERMISSIONS = 0o7777;

/**
 * The process's own files, as commands find them. What a command would write that is known, and so
 * not run, comes to the disk only when somebody is about to look; most such files are removed before.
 */
class OwnFiles {
  readonly #known = new Map<string, OwnFile>();

  /** All that a command can find in such a file: its times are those of this run. */
  stamp(path: string): string {
    return this.#get(path).stamp;
  }

  /** The stamps of those that are known, as they are now. */
  stamps(): ReadonlyMap<string, string> {
    return new Map([...this.#known].map(([path, { stamp }]) => [path, stamp]));
  }

  /** Leaves a file as a command would have left it. */
  write(file: WrittenFile): void {
    const isOnDisk = this.#known.get(file.path)?.isOnDisk ?? true;
    this.#known.set(file.path, { file, stamp: stampOf(file), isSettled: false, isOnDisk });
  }

  /** Those that commands have written go. */
  remove(paths: readonly string[]): void {
    for (const path of paths) {
      if (this.#known.get(path)?.isOnDisk !== false) rmSync(path, { force: true });
      const file = { path, content: undefined, mode: 0 };
      this.#known.set(path, { file, stamp: stampOf(file), isSettled: true, isOnDisk: false });
    }
  }

  /** Brings to the disk what is not there yet: to be called before somebody else can look. */
  settle(): void {
    for (const [path, { file, stamp, isSettled }] of this.#known) {
      if (isSettled) continue;
      settle(file);
      this.#known.set(path, { file, stamp, isSettled: true, isOnDisk: file.content !== undefined });
    }
  }

  /** Somebody else has had the files. */
  forget(): void {
    this.settle();
    this.#known.clear();
  }

  #get(path: string): OwnFile {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const file = readOwn(path);
    const found = { file, stamp: stampOf(file), isSettled: true, isOnDisk: file.content !== undefined };
    this.#known.set(path, found);
    return found;
  }
}

/** Of this process, as its number is in their names. */
export const ownFiles = new OwnFiles();

function readOwn(path: string): WrittenFile {
  try {
    return { path, content: readFileSync(path), mode: statSync(path).mode & PERMISSIONS };
  } catch {
    return { path, content: undefined, mode: 0 };
  }
}

function stampOf({ content, mode }: WrittenFile): string {
  if (content === undefined) return NO_OWN_FILE;
  return `own ${REGULAR | mode} ${createHash("sha256").update(content).digest("hex")}`;
}

/** Leaves the disk as the command would have left it. */
export function settle({ path, content, mode }: WrittenFile): void {
  if (content === undefined) {
    rmSync(path, { force: true });
    return;
  }
  writeFileSync(path, content);
  chmodSync(path, mode); // whatever the umask
}
