// SPDX-License-Identifier: GPL-2.0
import { readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unfinishedPath } from "../report/write-whole.js";
import type { TestRequest } from "./messages.js";

/**
 * Removes what a process that was killed has not come to removing: captures that are not whole, and
 * the files that commands make for one process alone, which have its number in their names.
 * @param tests  that it had
 */
export function removeLeftBehind(pid: number, tests: readonly TestRequest[]): void {
  for (const { capture } of tests) if (capture !== undefined) remove(unfinishedPath(capture, pid));
  const own = new RegExp(`_${pid}\\.\\w+$`);
  for (const name of namesIn(tmpdir())) if (own.test(name)) remove(join(tmpdir(), name));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Not ours after all.
  }
}
