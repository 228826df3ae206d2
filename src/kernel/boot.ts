// SPDX-License-Identifier: GPL-2.0
import type { InstanceOptions } from "./addon.js";
import { findLibrary } from "./library.js";
import { NativeKernel } from "./native-kernel.js";

/** Options of {@link bootKernel}: those of an instance, all with a default. */
export type BootOptions = Partial<InstanceOptions>;

/*
 * Nothing of the host shows in an instance: its clocks start at these times. Not at 0, which to
 * tcp_input.c means "never sent"; the date is that of the release of Linux 6.12.
 */
const DEFAULTS = {
  seed: 0,
  clockNs: 1_000_000_000,
  realtimeNs: 1_731_801_600_000_000_000n,
  cpuLimitMs: 10_000,
} as const;

/**
 * Boots a kernel, or with `from` continues a saved snapshot. Takes milliseconds.
 * Throws KernelError: KTEST_NO_LIBRARY, KTEST_NO_ADDON, KTEST_BAD_LIBRARY, KTEST_BOOT, …
 */
export function bootKernel(options: BootOptions = {}): NativeKernel {
  return new NativeKernel({ ...DEFAULTS, ...options, library: options.library ?? findLibrary() });
}
