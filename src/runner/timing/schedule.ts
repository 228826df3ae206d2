// SPDX-License-Identifier: GPL-2.0
import type { EventTime } from "../../dsl/ast.js";

/**
 * When an event is due, in ns since the start of the script. `originNs` is what the script's
 * number was counted from: 0 for absolute times.
 */
export type DueTime =
  | { readonly type: "any"; readonly startNs: number; readonly originNs: number }
  | { readonly type: "at"; readonly startNs: number; readonly originNs: number }
  | { readonly type: "range"; readonly startNs: number; readonly endNs: number; readonly originNs: number };

/** An event that has been scheduled. */
export interface Scheduled {
  readonly due: DueTime;
  /** Whether it is an inbound packet: see {@link schedule}. */
  readonly isInbound: boolean;
}

/**
 * Turns the time of an event into an absolute one, by packetdrill's rules: a relative time counts
 * from now, when the previous event is over; but that of an inbound packet after an inbound packet
 * counts from the time at which that one was due.
 *
 * @param nowNs  since the start of the script
 * @param previous  the event before, if there is one
 */
export function schedule(
  time: EventTime,
  isInbound: boolean,
  nowNs: number,
  previous: Scheduled | undefined,
): Scheduled {
  const anchor = isInbound && previous?.isInbound === true ? previous.due.startNs : nowNs;
  return { isInbound, due: dueTime(time, anchor) };
}

function dueTime(time: EventTime, anchorNs: number): DueTime {
  switch (time.type) {
    case "any":
      return { type: "any", startNs: anchorNs, originNs: anchorNs };
    case "absolute":
      return { type: "at", startNs: time.ns, originNs: 0 };
    case "relative":
      return { type: "at", startNs: anchorNs + time.ns, originNs: anchorNs };
    case "absolute-range":
      return { type: "range", startNs: time.ns, endNs: time.endNs, originNs: 0 };
    case "relative-range":
      return { type: "range", startNs: anchorNs + time.ns, endNs: anchorNs + time.endNs, originNs: anchorNs };
  }
}
