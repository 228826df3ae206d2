// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is gone after the tests of the file. */
export function makeKeptFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ktest-docs-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
