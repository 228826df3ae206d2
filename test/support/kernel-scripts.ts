// SPDX-License-Identifier: GPL-2.0
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE_LINK = fileURLToPath(new URL("../../build/kernel-source", import.meta.url));
const SCRIPTS = "tools/testing/selftests/net/packetdrill";

/**
 * The folder of the scripts that come with the kernel source.
 *
 * @throws Error if build/kernel-source is not a link to a kernel source tree that has them
 */
export function kernelScriptsDir(): string {
  if (!existsSync(SOURCE_LINK)) {
    throw new Error(
      `${SOURCE_LINK} does not exist: it is a symbolic link to the kernel source, made by the build`,
    );
  }
  const folder = join(realpathSync(SOURCE_LINK), SCRIPTS);
  if (!existsSync(folder)) throw new Error(`the kernel source has no ${folder}`);
  return folder;
}

/** The same for tests that do without where no kernel source has been unpacked yet. */
export function findKernelScriptsDir(): string | undefined {
  return existsSync(SOURCE_LINK) ? kernelScriptsDir() : undefined;
}
