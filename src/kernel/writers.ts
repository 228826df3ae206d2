// SPDX-License-Identifier: GPL-2.0
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addon } from "./addon.js";

/**
 * Processes that run tests share the host's files: while one writes to some that it does not have to
 * itself, and looks what has become of them, another that would do the same waits for it. They
 * agree by this file, of which each user has one.
 */
export const WRITERS_LOCK = join(tmpdir(), `ktest-${process.getuid?.() ?? 0}.lock`);

/** Waits until no other process writes, 20 s at most. Commands do so when they come to it. */
export function becomeWriter(): void {
  addon().becomeWriter(WRITERS_LOCK);
}

/** To be called at the end of a test: others may write now. */
export function stopWriting(): void {
  addon().stopWriting();
}
