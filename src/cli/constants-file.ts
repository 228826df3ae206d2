// SPDX-License-Identifier: GPL-2.0
import { existsSync } from "node:fs";
import { findBuiltLibrary } from "../kernel/artifacts.js";
import { constantsBeside } from "../runner/constants.js";
import { UsageError } from "./usage-error.js";

/**
 * The constants that tools/generate-constants.mjs took from the headers of the library's kernel:
 * next to the library, liblinux-6.12.117.so has liblinux-6.12.117.constants.json.
 * @throws {UsageError} if the file is missing
 */
export function constantsFile(library: string): string {
  if (!existsSync(library)) throw new UsageError(`${library}: no such library`);
  const path = constantsBeside(library);
  if (!existsSync(path))
    throw new UsageError(
      `${path}: missing; tools/generate-constants.mjs --kernel-source DIR --output ${path} makes it`,
    );
  return path;
}

/**
 * The same for what gets on without: undefined if there is none. The library itself is not needed.
 * @param library  what the user named; undefined: what KTEST_LIBRARY names, or what was built
 */
export function findConstantsFile(library: string | undefined): string | undefined {
  const named = library ?? (process.env.KTEST_LIBRARY || undefined);
  const found = named ?? findBuiltLibrary();
  if (found === undefined) return undefined;
  const path = constantsBeside(found);
  return existsSync(path) ? path : undefined;
}
