// SPDX-License-Identifier: GPL-2.0
import { readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isDynamicPattern } from "tinyglobby";

/** Folders in which nobody keeps scripts, and which are large. */
const LEFT_OUT = new Set([".git", "node_modules"]);

/**
 * Folders in which scripts may come and go that arguments name: those below a folder, those that a
 * pattern can match; and the one in which a file, or the folder itself, is.
 */
export function foldersOfArguments(paths: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    if (isFolder) addTree(folders, resolve(path));
    else if (isDynamicPattern(path)) addTree(folders, existing(resolve(fixedPart(path))));
    folders.add(existing(dirname(resolve(path))));
  }
  return folders;
}

/** The folders of files, and of what they lead to as links. */
export function foldersOfFiles(files: readonly string[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    folders.add(dirname(resolve(file)));
    try {
      folders.add(dirname(realpathSync(file)));
    } catch {
      // It is not there: it may come.
    }
  }
  return folders;
}

/** What stands before the first folder of a glob that is not named in full. */
function fixedPart(pattern: string): string {
  const parts = pattern.split("/");
  const fixed = parts.findIndex((part) => isDynamicPattern(part));
  return parts.slice(0, Math.max(0, fixed)).join("/") || (pattern.startsWith("/") ? "/" : ".");
}

/** The folder itself, or the nearest above it that is there. */
function existing(folder: string): string {
  const above = dirname(folder);
  const isThere = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return isThere || above === folder ? folder : existing(above);
}

function addTree(folders: Set<string>, folder: string): void {
  folders.add(folder);
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) addTree(folders, join(folder, entry.name));
  } catch {
    // It is not ours to read, or just gone.
  }
}
