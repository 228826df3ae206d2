// SPDX-License-Identifier: GPL-2.0
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the build of the library leaves a link to the tree it was built from. */
const LINK = fileURLToPath(new URL("../../build/kernel-source", import.meta.url));

/** The kernel source tree: what KTEST_KERNEL_SRC names, or that of the library's build. */
export function kernelSource(): string | undefined {
  const named = process.env.KTEST_KERNEL_SRC;
  if (named !== undefined && named !== "") return named;
  return existsSync(LINK) ? LINK : undefined;
}
