// SPDX-License-Identifier: GPL-2.0
import { type BigIntStats, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { sep } from "node:path";
import type { HostFile } from "../../kernel/kernel.js";

/** A file that a command read, as it was then. */
export interface FileStamp {
  readonly path: string;
  /** Undefined if there was none. */
  readonly stamp: string | undefined;
}

/** A file that a command wrote, as it left it. */
export interface WrittenFile {
  readonly path: string;
  /** Undefined if it removed the file. */
  readonly content: Buffer | undefined;
  readonly mode: number;
}

/** Programs, libraries and their data: they do not change while tests run. */
const SYSTEM_FOLDERS = [
  "/bin/",
  "/dev/",
  "/etc/",
  "/lib/",
  "/lib64/",
  "/proc/",
  "/run/",
  "/sbin/",
  "/sys/",
  "/usr/",
];

function isOfSystem(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => path.startsWith(folder));
}

/** Device files have no contents that could be kept or compared. */
function isDevice(path: string): boolean {
  return path.startsWith("/dev/");
}

function statOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

function stampOf(path: string): string | undefined {
  const stats = statOf(path);
  return stats === undefined ? undefined : `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.mode}`;
}

/** Stamps of the files that a command read; what it wrote itself is not among them. */
export function stampFiles(files: readonly HostFile[]): readonly FileStamp[] {
  return files
    .filter(({ path, written }) => !written && !isOfSystem(path))
    .map(({ path }) => ({ path, stamp: stampOf(path) }));
}

/** Whether the files are still what they were. */
export function areUnchanged(stamps: readonly FileStamp[]): boolean {
  return stamps.every(({ path, stamp }) => stampOf(path) === stamp);
}

/**
 * The files that a command wrote, so that the same effect can be had without running it.
 * Undefined if it wrote outside of the folder for temporary files: that is not ours to repeat.
 */
export function keepWritten(files: readonly HostFile[]): readonly WrittenFile[] | undefined {
  const written = files.filter(({ path, written }) => written && !isDevice(path));
  const folder = `${tmpdir()}${sep}`;
  if (!written.every(({ path }) => path.startsWith(folder))) return undefined;
  return written.flatMap(({ path }): readonly WrittenFile[] => {
    const stats = statOf(path);
    if (stats === undefined) return [{ path, content: undefined, mode: 0 }];
    return stats.isFile() ? [{ path, content: readFileSync(path), mode: Number(stats.mode) & 0o7777 }] : [];
  });
}

/** Leaves the files as the command left them. */
export function rewrite(files: readonly WrittenFile[]): void {
  for (const { path, content, mode } of files) {
    if (content === undefined) rmSync(path, { force: true });
    else writeFileSync(path, content, { mode });
  }
}

/** Removes the files that commands made for this process, such as /tmp/sysctl_restore_4711.sh. */
export function removeOwnFiles(files: readonly HostFile[]): void {
  const own = new RegExp(`_${process.pid}\\.\\w+$`);
  for (const { path, written } of files)
    if (written && path.startsWith(tmpdir()) && own.test(path)) rmSync(path, { force: true });
}
