// SPDX-License-Identifier: GPL-2.0
import type { KernelEvent } from "../../kernel/kernel.js";
import { pacedTime } from "../timing/pace.js";
import type { DueTime } from "../timing/schedule.js";
import { formatSeconds } from "../timing/seconds.js";
import { checkTime } from "./check-time.js";
import { completeCall } from "./complete.js";
import { Mismatch } from "./problems.js";
import type { RunState } from "./state.js";

/** ns since the start of the script. */
export function now(state: RunState): number {
  return state.kernel.now() - state.startNs;
}

/**
 * Takes what the kernel has done since the last time: frames, log lines, calls that returned.
 * @throws {Mismatch} if a call returned what it should not, or the kernel has died
 */
export function drain(state: RunState): void {
  for (const event of state.kernel.drain()) take(state, event);
}

function take(state: RunState, event: KernelEvent): void {
  const { trace } = state;
  const { time } = event;
  switch (event.type) {
    case "frame": {
      const { device, data } = event;
      trace.record(time, { type: "frame", direction: "outbound", device, data });
      if (device === state.device) state.sent.push({ timeNs: time - state.startNs, data });
      return;
    }
    case "complete": {
      const pending = state.pending.get(event.task);
      state.pending.delete(event.task);
      if (pending !== undefined) completeCall(state, pending, event.ret, time);
      return;
    }
    case "signal":
      trace.record(time, { type: "signal", task: event.task, signal: event.signal });
      return;
    case "log":
      trace.record(time, { type: "log", level: event.level, text: event.text });
      return;
    case "died":
      trace.record(time, { type: "died", reason: event.reason });
      throw new Mismatch("run/died", state.span, `the kernel died: ${event.reason}`);
  }
}

/**
 * Lets the clock run to `timeNs` of the script, or to the first event before it.
 * Returns whether the time was reached.
 */
function step(state: RunState, timeNs: number): boolean {
  checkRealTime(state);
  const { kernel } = state;
  const from = kernel.now();
  const to = Math.max(from, state.startNs + timeNs);
  if (kernel.alive) kernel.runUntil(to, "event");
  const reached = kernel.now();
  if (reached !== from) state.trace.record(reached, { type: "clock", fromNs: from });
  drain(state);
  return reached >= to;
}

/** Lets the clock run to `timeNs` of the script; what happens on the way is taken in order. */
export function advance(state: RunState, timeNs: number): void {
  checkVirtualTime(state, timeNs);
  while (!step(state, timeNs));
}

/**
 * Lets the clock run until `isDone`, which is asked after each event, at most to `timeNs`.
 * Returns what `isDone` said last.
 */
export function advanceUntil(state: RunState, timeNs: number, isDone: () => boolean): boolean {
  const limit = Math.min(timeNs, state.limits.virtualNs);
  while (!isDone()) {
    // Without a timer nothing can happen any more, however long it takes.
    if (timeNs === Number.POSITIVE_INFINITY && state.kernel.nextTimer() === Number.POSITIVE_INFINITY)
      return false;
    if (!step(state, limit)) continue;
    if (!isDone() && limit < timeNs) checkVirtualTime(state, timeNs);
    return isDone();
  }
  return true;
}

/**
 * Lets the clock run to the time of something that the script does, and checks that it is not
 * late already because of what the kernel did before.
 */
export function waitFor(state: RunState, due: DueTime, what: string): void {
  const time = pacedTime(due.startNs, state.lastActionNs);
  const isLate = now(state) > time;
  advance(state, time);
  state.lastActionNs = now(state);
  if (isLate) checkTime(state, due, now(state), state.previous?.due.startNs, what);
}

function checkVirtualTime(state: RunState, timeNs: number): void {
  if (timeNs <= state.limits.virtualNs) return;
  throw new Mismatch(
    "run/limit",
    state.span,
    `the script goes on beyond ${formatSeconds(state.limits.virtualNs)} sec of virtual time`,
    [{ message: "--virtual-time-limit allows for more" }],
  );
}

function checkRealTime(state: RunState): void {
  if (Date.now() - state.wallStartMs <= state.limits.realMs) return;
  throw new Mismatch("run/limit", state.span, `the test takes longer than ${state.limits.realMs / 1000} s`, [
    { message: "--real-time-limit allows for more" },
  ]);
}
