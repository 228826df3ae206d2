// SPDX-License-Identifier: GPL-2.0
import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that V8 executes of a function before it looks whether to optimise it, and its own number. */
const LATE = 1_500_000;
const USUAL = 67_584;

/**
 * In a process that runs for seconds at most, optimised code comes too late to pay for itself, and making
 * it takes half of the CPU time: 0.58 s of it became 0.31 s for a script of 10,000 lines. From here on V8
 * begins only with functions that stay busy for longer.
 *
 * Not by an option of Node's: code that V8 keeps, Node's own modules in the first place, holds only for the
 * flags it was made with. So this is for when all modules are loaded.
 */
export function optimiseLate(): void {
  setFlagsFromString(`--interrupt-budget=${LATE}`);
}

/** The flags are those of the start again. */
export function optimiseAsUsual(): void {
  setFlagsFromString(`--interrupt-budget=${USUAL}`);
}
