// SPDX-License-Identifier: GPL-2.0
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { KernelError } from "./kernel-error.js";

const build = fileURLToPath(new URL("../../build/", import.meta.url));

/** The default kernel version: the one whose selftests come with it. */
const DEFAULT = /^liblinux-6\.12\.\d+\.so$/;

/**
 * Path of the library to boot: what the environment variable KTEST_LIBRARY names, or the
 * liblinux-6.12.*.so that `make -C kernel` has left in build/. Throws KTEST_NO_LIBRARY.
 */
export function findLibrary(): string {
  const named = process.env.KTEST_LIBRARY;
  if (named !== undefined && named !== "") return named;
  const found = existsSync(build) ? readdirSync(build).filter((name) => DEFAULT.test(name)) : [];
  const name = found.sort().at(-1);
  if (name === undefined)
    throw new KernelError(
      "KTEST_NO_LIBRARY",
      `no liblinux-6.12.*.so in ${build}: build it, or set KTEST_LIBRARY`,
    );
  return build + name;
}
