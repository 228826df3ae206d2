// SPDX-License-Identifier: GPL-2.0

import type { DiagnosticNote } from "../../dsl/diagnostic.js";
import { isUpkeep } from "../../inject/wire/upkeep.js";
import type { KernelEvent } from "../../kernel/kernel.js";
import { pacedTime } from "../timing/pace.js";
import type { DueTime } from "../timing/schedule.js";
import { formatSeconds } from "../timing/seconds.js";
import { interruptAt, raiseInterrupt } from "./arrivals.js";
import { checkTime } from "./check-time.js";
import { completeCall } from "./complete.js";
import { Mismatch } from "./problems.js";
import type { RunState } from "./state.js";

/**
 * How long a wait without an end goes on while nothing happens but upkeep: ten hours, as no timer of a
 * socket runs longer than TCP_KEEPIDLE can be set to (MAX_TCP_KEEPIDLE, include/net/tcp.h: 32767 s).
 * Router solicitations and the collection of garbage go on for ever.
 */
const QUIET_NS = 36_000 * 1_000_000_000;

/** What the script is about to do. */
export type Waiting = "inbound packet" | "system call start" | "command" | "code block";

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
  if (event.type !== "frame" || !isUpkeep(event.data)) state.newsNs = time - state.startNs;
  switch (event.type) {
    case "frame": {
      const { device, data } = event;
      const { line } = trace;
      const place = trace.add({ timeNs: time, line, type: "frame", direction: "outbound", device, data });
      if (device === state.device) state.sent.push({ timeNs: time - state.startNs, data, place });
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
 * @param isFrameDue  a frame arrives then, and an interrupt of that very time is for it, too
 * @returns whether the time was reached
 */
function step(state: RunState, timeNs: number, isFrameDue = false): boolean {
  checkRealTime(state);
  const { kernel } = state;
  const from = kernel.now();
  const to = Math.max(from, state.startNs + timeNs);
  if (kernel.alive) kernel.runUntil(Math.min(to, Math.max(from, interruptAt(state))), "event");
  const reached = kernel.now();
  const { trace } = state;
  if (reached !== from) trace.add({ timeNs: reached, line: trace.line, type: "clock", fromNs: from });
  const isHeld = isFrameDue && reached === to && interruptAt(state) === to;
  if (reached >= interruptAt(state) && !isHeld && kernel.alive) raiseInterrupt(state);
  drain(state);
  return reached >= to;
}

/** Lets the clock run to `timeNs` of the script; what happens on the way is taken in order. */
export function advance(state: RunState, timeNs: number, isFrameDue = false): void {
  checkVirtualTime(state, timeNs);
  while (!step(state, timeNs, isFrameDue));
}

/** When something can happen next by itself, in ns of the kernel's clock. */
function nextChange(state: RunState): number {
  return Math.min(state.kernel.nextTimer(), interruptAt(state));
}

/**
 * Lets the clock run until `isDone`, which is asked after each event, at most to `timeNs`. Infinity:
 * until nothing can happen any more, or nothing has happened for long. Returns what `isDone` said last.
 */
export function advanceUntil(state: RunState, timeNs: number, isDone: () => boolean): boolean {
  while (!isDone()) {
    const isEndless = timeNs === Number.POSITIVE_INFINITY;
    if (isEndless && nextChange(state) === Number.POSITIVE_INFINITY) return false;
    const end = isEndless ? quietSince(state) + QUIET_NS : timeNs;
    const limit = Math.min(end, state.limits.virtualNs);
    if (!step(state, limit)) continue;
    if (isDone()) return true;
    if (limit < end) checkVirtualTime(state, timeNs);
    if (!isEndless || quietSince(state) + QUIET_NS <= limit) return false;
  }
  return true;
}

/** When something happened last that was not upkeep. */
function quietSince({ newsNs, lastActionNs }: RunState): number {
  return Math.max(newsNs, lastActionNs ?? 0);
}

/** Why a wait without an end was given up. */
export function whyNothingHappens(state: RunState): DiagnosticNote {
  if (state.kernel.nextTimer() === Number.POSITIVE_INFINITY)
    return { message: "the kernel has no timer pending: it will never do anything" };
  const since = formatSeconds(quietSince(state));
  return {
    message: `since ${since} sec nothing has happened but the upkeep of the kernel itself, for ${QUIET_NS / 3.6e12} hours: longer than any timer of a socket`,
  };
}

/**
 * Lets the clock run to the time of something that the script does, and checks that it is not
 * late already because of what the kernel did before. Frames that wait for one interrupt have come
 * one after the other at the speed of the wire: the script does nothing between them.
 */
export function waitFor(state: RunState, due: DueTime, what: Waiting): void {
  const isBehindFrame = what === "inbound packet" && state.arrivals !== undefined;
  const time = pacedTime(due.startNs, state.lastActionNs, isBehindFrame ? 0 : state.config.eventNs);
  const isLate = now(state) > time;
  advance(state, time, isBehindFrame);
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
