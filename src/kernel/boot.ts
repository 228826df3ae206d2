// SPDX-License-Identifier: GPL-2.0
import type { InstanceOptions } from "./addon.js";
import { findLibrary } from "./library.js";
import { NativeKernel } from "./native-kernel.js";

/** Options of {@link bootKernel}: those of an instance, all with a default. */
export type BootOptions = Partial<InstanceOptions>;

/**
 * Boots a kernel, or with `from` continues a saved snapshot. Takes milliseconds.
 * Throws KernelError: KTEST_NO_LIBRARY, KTEST_NO_ADDON, KTEST_BAD_LIBRARY, KTEST_BOOT, …
 */
export function bootKernel(options: BootOptions = {}): NativeKernel {
  return new NativeKernel({ ...options, library: options.library ?? findLibrary() });
}
