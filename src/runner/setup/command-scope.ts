// SPDX-License-Identifier: GPL-2.0
import { realpathSync } from "node:fs";
import { dirname, sep } from "node:path";
import type { HostFile } from "../../kernel/kernel.js";
import type { WrittenFile } from "./own-files.js";
import { anyText } from "./replayable.js";

/** What names the folder that a command runs in, other than by a path that it uses. */
const FOLDER_TEXT =
  /\b(?:OLD)?PWD\b|\b(?:pwd|cwd|getcwdb?|dirs|abspath|realpath|readlink|BASH_SOURCE|__file__)\b|~[+-]/;

/** The same of the host's kernel. */
const FOLDER_FILE = /^\/proc\/[^/]+\/(?:task\/[^/]+\/)?cwd(?:\/|$)/;

/** Levels that scripts go up from where they are, at most: further up only all folders count. */
const MAX_LEVELS = 3;

/** A command that has been run, and what it was told and has told. */
export interface PlacedCommand {
  readonly text: string;
  /** Where it ran. */
  readonly folder: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly tape: Uint8Array;
  readonly hostFiles: readonly HostFile[];
  readonly written: readonly WrittenFile[];
}

/**
 * Names for the sets of folders that a folder belongs to, the smallest first, which is the folder alone: those
 * that are as many levels below the same folder. From all of a set `..`, as often as it takes to leave it, leads to the
 * same place.
 */
export function scopesOf(folder: string): readonly string[] {
  const above = ancestors(realFolder(folder));
  return above.map(scopeName).filter((_, level) => level <= MAX_LEVELS || level === above.length - 1);
}

/**
 * The largest of these sets in which the command would do the same as where it ran: as far as it used no file that is
 * nearer than the top of that set, whether by a relative path or not; and as far as neither its text, that of its
 * scripts, nor anything that came of it tells which of the folders it was.
 */
export function scopeOf(command: PlacedCommand): string {
  const folder = realFolder(command.folder);
  const above = ancestors(folder);
  const level = isBound(command, folder)
    ? 0
    : Math.min(above.length - 1, ...command.hostFiles.map((file) => levelOf(file, above)));
  const isNamed = level <= MAX_LEVELS || level === above.length - 1;
  return scopeName(above[isNamed ? level : MAX_LEVELS] ?? folder, isNamed ? level : MAX_LEVELS);
}

function scopeName(top: string, level: number): string {
  return `${level} ${top}`;
}

/** A folder, the one that it is in, and so on to the root. */
function ancestors(folder: string): readonly string[] {
  const above = [folder];
  for (let top = dirname(folder); top !== above.at(-1); top = dirname(top)) above.push(top);
  return above;
}

/** How many levels up is what a folder and a file have in common. */
function levelOf({ path, opened, written }: HostFile, [folder = sep, ...above]: readonly string[]): number {
  // Shells look whether they are where they think.
  if (path === folder && !opened && !written) return Number.POSITIVE_INFINITY;
  const index = [folder, ...above].findIndex(
    (top) => path === top || path.startsWith(top === sep ? sep : top + sep),
  );
  return Math.max(index, 0);
}

function isBound({ text, stdout, stderr, tape, hostFiles, written }: PlacedCommand, folder: string): boolean {
  const shown = [stdout, stderr, ...written.map(({ content }) => content?.toString("latin1") ?? "")];
  return (
    shown.some((output) => output.includes(folder)) ||
    Buffer.from(tape.buffer, tape.byteOffset, tape.byteLength).includes(folder) ||
    hostFiles.some(({ path }) => FOLDER_FILE.test(path)) ||
    anyText(FOLDER_TEXT, { text, hostFiles })
  );
}

/** As the host's kernel knows it, for which `..` is another folder where symbolic links lead to one. */
function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}
