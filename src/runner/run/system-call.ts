// SPDX-License-Identifier: GPL-2.0
import type { SystemCall } from "../../dsl/ast.js";
import type { TaskId } from "../../kernel/kernel.js";
import { ScriptError } from "../script-error.js";
import { nearest } from "../suggest.js";
import { CallContext, expectedResult, SYSTEM_CALLS } from "../syscalls/index.js";
import type { DueTime, Scheduled } from "../timing/schedule.js";
import { advanceUntil, drain, now, waitFor, whyNothingHappens } from "./clock.js";
import { completeCall } from "./complete.js";
import { Mismatch } from "./problems.js";
import type { PendingCall, RunState } from "./state.js";

/** How long packetdrill waits for its one thread for blocking calls before it goes on. */
const IDLE_WAIT_NS = 1_000_000_000;

/**
 * Runs a system call of the script. One with an end time is made by a thread of its own and may
 * block; any other is expected to return before the script goes on, however long it takes.
 */
export function runSystemCall(state: RunState, call: SystemCall, { due }: Scheduled): void {
  const isIdle = awaitBlockingCall(state);
  if (call.end === undefined) {
    waitFor(state, due, "system call start");
    makeCall(state, call, due, undefined, state.kernel.mainTask);
    return;
  }
  if (!isIdle || state.blockingTask === undefined)
    throw new Mismatch("run/blocking", call.span, "another blocking system call has not returned yet", [
      ...pendingNotes(state),
      { message: "packetdrill has one thread for calls that block" },
    ]);
  waitFor(state, due, "system call start");
  makeCall(state, call, due, endTime(due, call.end.ns), state.blockingTask);
}

/** Lets the clock run until no blocking call is pending, but not for longer than packetdrill does. */
export function awaitBlockingCall(state: RunState): boolean {
  return advanceUntil(state, now(state) + IDLE_WAIT_NS, () => state.pending.size === 0);
}

/** Where the calls are that have not returned. */
export function pendingNotes(
  state: RunState,
): readonly { readonly message: string; readonly span: SystemCall["span"] }[] {
  return [...state.pending.values()].map(({ context }) => ({
    message: `${context.node.name}() has not returned`,
    span: context.node.span,
  }));
}

/** The end of a blocking call counts from where its start does. */
function endTime(due: DueTime, endNs: number): DueTime {
  if (due.type === "any") return due;
  return { type: "at", startNs: due.originNs + endNs, originNs: due.originNs };
}

function makeCall(
  state: RunState,
  call: SystemCall,
  due: DueTime,
  end: DueTime | undefined,
  task: TaskId,
): void {
  const { kernel, trace } = state;
  const definition = SYSTEM_CALLS.get(call.name);
  if (definition === undefined) {
    const meant = nearest(call.name, SYSTEM_CALLS.keys());
    throw new ScriptError(
      "unknown-system-call",
      call.span,
      `the system call ${call.name}() is not known`,
      meant === undefined ? undefined : `did you mean ${meant}()?`,
    );
  }
  const context = new CallContext(call, state.environment, expectedResult(call, state.constants));
  const prepared = definition.prepare(context);
  prepared.before?.();
  const pending: PendingCall = { task, line: trace.line, context, prepared, end, startNs: due.startNs };
  trace.add({ timeNs: kernel.now(), line: trace.line, type: "syscall-enter", task, call });
  const { nr } = prepared;
  const ret = nr === undefined ? 0 : kernel.syscall(task, nr, ...prepared.registers);
  if (ret === undefined) state.pending.set(task, pending);
  else completeCall(state, pending, ret, kernel.now());
  drain(state);
  if (end === undefined) awaitReturn(state, pending);
}

/** A call that is not marked as blocking may block all the same: the script goes on after it. */
function awaitReturn(state: RunState, { task, context }: PendingCall): void {
  if (advanceUntil(state, Number.POSITIVE_INFINITY, () => !state.pending.has(task))) return;
  throw new Mismatch(
    "run/blocked",
    context.node.span,
    `${context.node.name}() blocks, and nothing can happen any more that would end it`,
    [whyNothingHappens(state), { message: "a call that is to block has two times: +0...0.2" }],
  );
}
