// SPDX-License-Identifier: GPL-2.0
import { findBuiltLibrary } from "./artifacts.js";
import { KernelError } from "./kernel-error.js";

/**
 * Path of the library to boot: what the environment variable KTEST_LIBRARY names, or the
 * liblinux-6.12.*.so that was built or came with the package. Throws KTEST_NO_LIBRARY.
 */
export function findLibrary(): string {
  const named = process.env.KTEST_LIBRARY;
  if (named !== undefined && named !== "") return named;
  const path = findBuiltLibrary();
  if (path === undefined)
    throw new KernelError(
      "KTEST_NO_LIBRARY",
      "there is no liblinux-6.12.*.so: npm run setup builds it, KTEST_LIBRARY names another",
    );
  return path;
}
