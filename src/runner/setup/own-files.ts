// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import type { HostFile } from "../../kernel/kernel.js";

/**
 * Files that commands make for this process alone: they have its number in their names, such as
 * /tmp/sysctl_restore_4711.sh. Another process has them under its own number.
 */
const PID = new RegExp(`(?<!\\d)${process.pid}(?!\\d)`, "g");
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
  return path.replaceAll(PID_MARK, String(process.pid));
}

const NAME = new RegExp(`_${process.pid}\\.\\w+$`);

export function isOwnFile(path: string): boolean {
  return NAME.test(path) && path.startsWith(tmpdir());
}

/** All that a command can find in such a file: its times are those of this run. */
export function ownStamp(path: string): string {
  try {
    const { mode } = statSync(path);
    return `own ${mode} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
  } catch {
    return "own none";
  }
}

/** Removes those that commands have written. */
export function removeOwnFiles(files: readonly HostFile[]): void {
  for (const { path, written } of files) if (written && isOwnFile(path)) rmSync(path, { force: true });
}
