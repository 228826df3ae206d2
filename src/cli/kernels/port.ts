// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What is compiled into a library besides the tree. */
const PARTS = ["arch", "include"];

/** A name for the port as it is now, by which builds with another one are told; undefined without a port. */
export function portDigest(root: string): string | undefined {
  const hash = createHash("sha256");
  try {
    for (const part of PARTS) {
      const folder = join(root, "kernel", part);
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
      for (const file of files) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file));
    }
  } catch {
    return undefined;
  }
  return hash.digest("hex").slice(0, 16);
}
