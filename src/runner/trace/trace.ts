// SPDX-License-Identifier: GPL-2.0
import type { SystemCall } from "../../dsl/ast.js";
import type { DeviceId, TaskId } from "../../kernel/kernel.js";

/**
 * What happened in a run, in order: the fourth narrow waist. Verdicts, captures, reports and logs
 * are readers of it; none of them hooks into the runner.
 */
export interface Trace {
  /** CLOCK_MONOTONIC in ns at the script's time 0; undefined before the script starts. */
  readonly startNs: number | undefined;
  readonly events: readonly TraceEvent[];
}

/** When, and because of which line of the script: 0 before the first and after the last one. */
export interface TracePoint {
  /** CLOCK_MONOTONIC of the instance in ns. */
  readonly timeNs: number;
  readonly line: number;
}

export type TraceEvent = TracePoint &
  (
    | { readonly type: "syscall-enter"; readonly task: TaskId; readonly call: SystemCall }
    /** `call` has the result that the kernel returned. */
    | {
        readonly type: "syscall-exit";
        readonly task: TaskId;
        readonly call: SystemCall;
        readonly ret: number;
      }
    | {
        readonly type: "frame";
        readonly direction: "inbound" | "outbound";
        readonly device: DeviceId;
        readonly data: Uint8Array;
      }
    /** An expected packet of the script took these frames; their places among the events. */
    | { readonly type: "expected"; readonly frames: readonly number[] }
    /** The clock went from `fromNs` to `timeNs`; timers on the way have events of their own. */
    | { readonly type: "clock"; readonly fromNs: number }
    | { readonly type: "log"; readonly level: number; readonly text: string }
    /** What getsockopt() said about the socket under test. */
    | { readonly type: "tcp-info"; readonly variables: ReadonlyMap<string, string> }
    /** What a code block printed. */
    | { readonly type: "print"; readonly text: string }
    | {
        readonly type: "command";
        readonly text: string;
        readonly status: number;
        readonly stdout: string;
        readonly stderr: string;
      }
    | { readonly type: "signal"; readonly task: TaskId; readonly signal: number }
    /** How far something was from the script's time; within the tolerance or not. */
    | { readonly type: "timing"; readonly what: string; readonly offNs: number; readonly toleranceNs: number }
    | { readonly type: "died"; readonly reason: string }
  );

/** The same without the point in time and script, as it is handed to a recorder. */
export type TraceEntry = TraceEvent extends infer E
  ? E extends TracePoint
    ? Omit<E, keyof TracePoint>
    : never
  : never;
