// SPDX-License-Identifier: GPL-2.0
import type { KernelEvent } from "./kernel.js";

/** What happened while a program of the fuzzer ran; native/fuzz/executor.h. */
export type ProgramEvent =
  | KernelEvent
  /** A frame of the peer's; `record` is the index of the program's record that made it. */
  | { readonly type: "injected"; readonly time: number; readonly record: number; readonly data: Uint8Array }
  | StepEvent;

/** A system call of a program has returned or waits, or time has passed. */
export interface StepEvent {
  readonly type: "step";
  /** CLOCK_MONOTONIC in ns. */
  readonly time: number;
  readonly record: number;
  /** What the call returned, a negative errno or a value; of time that passed: how much, in ns. */
  readonly ret: number;
  /** The descriptor that it was made on, -1 without one. */
  readonly fd: number;
  /** "blocked": a second event follows when it has returned. "left-out": its task waits, or there is none.
   *  "malformed": no call, but a frame of the kernel's that nobody would take.
   */
  readonly end: "returned" | "blocked" | "left-out" | "malformed";
  /** What was received, the value of an option, the content of a file; of accept() the peer's port; what is wrong. */
  readonly data: Uint8Array;
}
