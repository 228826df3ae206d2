// SPDX-License-Identifier: GPL-2.0

/**
 * Layer tour: src/kernel is the second narrow waist, a Linux instance as TypeScript sees it.
 * It imports nothing of ktest but the addon; runner, inject and dsl stand on it.
 *
 * - kernel.ts          the interface: all that the layers above may know
 * - boot.ts            bootKernel(), the way to get one
 * - library.ts         which liblinux-*.so that boots
 * - artifacts.ts       where the native parts of a checkout or an installed package are
 * - native-kernel.ts   the interface on top of the addon
 * - program-event.ts  what happens while a program of the fuzzer runs
 * - event-reader.ts    status and events, read from memory that the addon shares
 * - addon.ts           the addon's own interface, and how it is loaded
 * - writers.ts         one process at a time that changes files of the host
 * - kernel-error.ts    what all of these throw
 */
export { type BootOptions, bootKernel } from "./boot.js";
export type * from "./kernel.js";
export { KernelError } from "./kernel-error.js";
export { findLibrary } from "./library.js";
export { NativeKernel, NativeSnapshot } from "./native-kernel.js";
export type { ProgramEvent, StepEvent } from "./program-event.js";
