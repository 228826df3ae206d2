// SPDX-License-Identifier: GPL-2.0
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Whether nothing has changed since tools/setup.mjs ran last; the launcher asks the same. `npm
 * test` has just run it; else a test that does so could rebuild what others are using.
 */
export function isSetUp(): boolean {
  const stamp = statSync(join(root, "build/setup.stamp"), { throwIfNoEntry: false });
  const inputs = ["kernel", "native", "src", "tools"].flatMap((name) =>
    readdirSync(join(root, name), { recursive: true, withFileTypes: true }),
  );
  return inputs
    .filter((entry) => entry.isFile() && entry.name !== "parser.js")
    .every((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs <= (stamp?.mtimeMs ?? 0));
}
