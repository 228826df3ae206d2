// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";
import type { HostFile } from "../../kernel/kernel.js";
import { isOwnFile, ownFiles } from "./own-files.js";

/** What a command could know of a file of the host, in one string. */
export interface FileStamp {
  readonly path: string;
  readonly opened: boolean;
  readonly stamp: string;
}

/** The quick stamp and the full one of a file that is not there. */
export const NO_FILE = { quick: "none", full: "none " } as const;

/** Files up to this size are compared by content. */
const MAX_CONTENT_BYTES = 1 << 20;

/** A file that has changed this shortly ago may change again without a new time stamp. */
const CLOCK_STEP_MS = 20;

/** Programs, libraries and their data: so many that they are looked at once in a process. */
const PROGRAMS = /^\/(?:bin|etc|lib(?:32|64|x32)?|sbin|usr)\//;

/** What the host's kernel makes up when somebody reads it. */
const MADE_UP = /^\/(?:proc|sys|run)(?:\/|$)/;

/** What a process is told of itself; that is the same for the same program. */
const OWN_PROCESS = /^\/proc\/(?:self|thread-self|\d+)\//;

/** Its times are in ms, with fractions that tell any two ticks of the clock apart. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // such as EACCES: what it is then has no influence either
  }
}

/** Whether a file belongs to a program, and stays as it is while tests run. */
export function isOfProgram(path: string): boolean {
  return PROGRAMS.test(path);
}

/**
 * A cheap stamp, for comparisons within a process.
 * @param opened  false: the file was only looked at, and a folder then says nothing of what is in it
 */
export function quickStamp(path: string, opened = true): string {
  return isOwnFile(path) ? ownFiles.stamp(path) : describe(statOf(path), opened);
}

function describe(stats: Stats | undefined, opened = true): string {
  if (stats === undefined) return NO_FILE.quick;
  const { ino, size, mtimeMs, ctimeMs, mode } = stats;
  if (!opened && stats.isDirectory()) return `${ino} ${mode}`;
  return `${ino} ${size} ${mtimeMs} ${ctimeMs} ${mode}`;
}

/** Whether quick stamps of a file are worth taking: programs and devices stay while tests run. */
export function mayChange(path: string): boolean {
  return !PROGRAMS.test(path) && !MADE_UP.test(path) && !path.startsWith("/dev/");
}

/** A full stamp, and the quick one for which it was made. */
interface KnownStamp {
  readonly quick: string;
  readonly full: string | undefined;
}

const known = new Map<string, KnownStamp>();

/**
 * A stamp that holds in other processes and at other times: where the path leads to, type, mode,
 * owner, size and time of the file, and the content if it is small and was read. Undefined if there
 * is no way to tell whether the file is still the same.
 */
export function fullStamp({ path, opened }: Pick<HostFile, "path" | "opened">): string | undefined {
  if (OWN_PROCESS.test(path)) return "own";
  if (isOwnFile(path)) return ownFiles.stamp(path);
  if (MADE_UP.test(path)) return makeStamp(path, opened, statOf(path));
  const key = `${opened} ${path}`;
  const before = known.get(key);
  if (before !== undefined && PROGRAMS.test(path)) return before.full;
  const stats = statOf(path);
  const quick = describe(stats);
  if (before?.quick === quick) return before.full;
  const full = makeStamp(path, opened, stats);
  // A change that is so young may be followed by another with the same time.
  if (stats === undefined || Date.now() - stats.ctimeMs > CLOCK_STEP_MS) known.set(key, { quick, full });
  return full;
}

function makeStamp(path: string, opened: boolean, stats: Stats | undefined): string | undefined {
  const link = linkOf(path);
  if (stats === undefined) return `${NO_FILE.full}${link}`;
  const { ino, size, mtimeMs, ctimeMs, mode, uid, gid, rdev } = stats;
  const kind = `${link} ${mode} ${uid} ${gid}`;
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return `${kind} ${rdev}`;
  if (stats.isDirectory()) {
    if (!opened) return kind;
    // The list of processes, and of what else the kernel makes up.
    return MADE_UP.test(path) ? undefined : `${kind} ${ino} ${mtimeMs} ${ctimeMs}`;
  }
  if (!stats.isFile()) return opened ? undefined : kind;
  if (MADE_UP.test(path)) return opened ? digestOf(path, kind) : kind;
  if (PROGRAMS.test(path) || size > MAX_CONTENT_BYTES) return `${kind} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  const facts = `${kind} ${size} ${mtimeMs}`;
  return opened ? digestOf(path, facts) : facts;
}

/** Where a symbolic link leads to, in the end. */
function linkOf(path: string): string {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return "";
    return JSON.stringify([readlinkSync(path), realpathSync(path)]);
  } catch {
    return "dangling";
  }
}

function digestOf(path: string, facts: string): string | undefined {
  try {
    return `${facts} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
  } catch {
    return undefined; // what can be opened but not read: nobody knows what a command found there
  }
}

/**
 * Full stamps of all files that a command read or looked at; undefined if one cannot have a stamp
 * or is so new that it may have changed under the command.
 * @param sinceMs  when the command started, Date.now()
 */
export function stampAll(files: readonly HostFile[], sinceMs: number): readonly FileStamp[] | undefined {
  const stamps: FileStamp[] = [];
  for (const file of files) {
    if (file.written) continue;
    const stamp = fullStamp(file);
    if (stamp === undefined || isNewerThan(file, sinceMs - CLOCK_STEP_MS)) return undefined;
    stamps.push({ path: file.path, opened: file.opened, stamp });
  }
  return stamps;
}

function isNewerThan({ path, opened }: HostFile, timeMs: number): boolean {
  if (MADE_UP.test(path) || isOwnFile(path)) return false;
  const stats = statOf(path);
  if (stats === undefined || !(stats.isFile() || (opened && stats.isDirectory()))) return false;
  return stats.mtimeMs >= timeMs || stats.ctimeMs >= timeMs;
}

/** Whether all files are still what their full stamps say. */
export function areAsBefore(stamps: readonly FileStamp[]): boolean {
  return stamps.every((before) => fullStamp(before) === before.stamp);
}
