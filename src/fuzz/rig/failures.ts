// SPDX-License-Identifier: GPL-2.0
import type { Kernel } from "../../kernel/kernel.js";
import type { Constants } from "../../runner/constants.js";
import { Heap } from "../../runner/memory.js";
import { writeInstanceFile } from "../../runner/setup/write-file.js";

/**
 * Which allocations may fail: all, also those that may wait and those of single pages, and without a word in
 * the log for each. Below /sys/kernel/debug; mm/failslab.c, mm/fail_page_alloc.c.
 */
const SETTINGS: readonly (readonly [string, string])[] = [
  ["failslab/ignore-gfp-wait", "N"],
  ["failslab/verbose", "0"],
  ["fail_page_alloc/ignore-gfp-wait", "N"],
  ["fail_page_alloc/min-order", "0"],
  ["fail_page_alloc/verbose", "0"],
];

/** Gets the kernel's fault injection ready; false: the library was built without. */
export function prepareFailures(kernel: Kernel, constants: Constants): boolean {
  const heap = new Heap(kernel.user);
  return SETTINGS.every(
    ([name, value]) => writeInstanceFile(kernel, constants, heap, `/sys/kernel/debug/${name}`, value) === 0,
  );
}
