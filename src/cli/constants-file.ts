// SPDX-License-Identifier: GPL-2.0
import { existsSync } from "node:fs";
import { UsageError } from "./usage-error.js";

/**
 * The constants that tools/generate-constants.mjs took from the headers of the library's kernel:
 * next to the library, liblinux-6.12.117.so has liblinux-6.12.117.constants.json.
 * @throws {UsageError} if the file is missing
 */
export function constantsFile(library: string): string {
  if (!existsSync(library)) throw new UsageError(`${library}: no such library`);
  const path = `${library.replace(/\.so$/, "")}.constants.json`;
  if (!existsSync(path))
    throw new UsageError(
      `${path}: missing; tools/generate-constants.mjs --kernel-source DIR --output ${path} makes it`,
    );
  return path;
}
