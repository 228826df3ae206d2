// SPDX-License-Identifier: GPL-2.0
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/** Where a process has what is to become a file. */
export function unfinishedPath(path: string, pid: number): string {
  return `${path}.${pid}.tmp`;
}

/**
 * Writes a file so that whoever reads it at the same time finds the old one or the new one, whole;
 * also when the disk is full. A pipe or a device is written to as it is.
 * @param mode  of a new file, less the umask
 * @throws an errno exception; then the file is what it was
 */
export function writeWhole(path: string, bytes: Uint8Array, mode = 0o666): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) {
    writeFileSync(path, bytes);
    return;
  }
  const unfinished = unfinishedPath(path, process.pid);
  try {
    writeFileSync(unfinished, bytes, { mode });
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
