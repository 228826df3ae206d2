// SPDX-License-Identifier: GPL-2.0

/**
 * The time that passes between two things that a script does, at least, unless it says otherwise
 * (`--event_nsecs`). Programs on a real
 * machine cannot do two at one instant, and the kernel relies on it: TCP takes its decisions on a
 * clock of microseconds, and an acknowledgment that comes exactly 1 ms after the segment is at
 * the edge of several of them (such as tcp_tso_should_defer() and RACK's reordering window).
 * packetdrill's scripts were written, and pass, on the far side of those edges.
 */
export const EVENT_NS = 1000;

/**
 * When an event that is due at `dueNs` happens, if the one before it happened at `previousNs` and
 * `eventNs` pass between two. All in ns, the first two since the start of the script.
 */
export function pacedTime(dueNs: number, previousNs: number | undefined, eventNs: number): number {
  return previousNs === undefined ? dueNs : Math.max(dueNs, previousNs + eventNs);
}
