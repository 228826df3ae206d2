// SPDX-License-Identifier: GPL-2.0
import { setFlagsFromString } from "node:v8";

/**
 * V8 optimises a function after it has executed 132 KB of bytecode. In a process that reads some
 * scripts and ends, the optimised code comes too late to pay for itself, and making it takes half of
 * the CPU time: 0.58 s of it became 0.31 s for a script of 10,000 lines. This number of bytes lets
 * V8 begin only with functions that stay busy for longer.
 */
const INTERRUPT_BUDGET = 1_500_000;

/** For commands that are over in less than a second, as a rule; before they start to work. */
export function expectBriefProcess(): void {
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
}
