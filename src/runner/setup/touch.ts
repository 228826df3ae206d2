// SPDX-License-Identifier: GPL-2.0
import { statSync, utimesSync } from "node:fs";

/** Below this age a file that is used is recent enough. */
export const HOUR_MS = 3_600_000;

/** Marks a file of the cache as used. */
export function touch(path: string): void {
  try {
    const now = Date.now();
    if (now - statSync(path).mtimeMs > HOUR_MS) utimesSync(path, now / 1000, now / 1000);
  } catch {
    // It has just been removed, or replaced by a new one.
  }
}
