// SPDX-License-Identifier: GPL-2.0
import { isUpkeep } from "../../inject/wire/upkeep.js";
import type { Trace, TraceEvent } from "../trace/trace.js";

export type FrameEvent = TraceEvent & { readonly type: "frame" };

/** A frame that no expected packet of the script stands for. */
export interface UnexpectedFrame {
  readonly frame: FrameEvent;
  /** The line of the event of the script behind which it would stand; 0: in front of all of them. */
  readonly afterLine: number;
}

/**
 * The frames that the kernel has sent since the script's time 0 and the script did not expect, in the
 * order in which they were sent. The upkeep of the network is not the script's business.
 */
export function unexpectedFrames({ startNs, events }: Trace): readonly UnexpectedFrame[] {
  if (startNs === undefined) return [];
  const expected = new Set(events.flatMap((event) => (event.type === "expected" ? event.frames : [])));
  return events.flatMap((frame, index) => {
    if (frame.type !== "frame" || frame.direction !== "outbound" || frame.timeNs < startNs) return [];
    if (expected.has(index) || isUpkeep(frame.data)) return [];
    return [{ frame, afterLine: lineBefore(events, index) }];
  });
}

/**
 * The last line of which something happened before the frame was sent. That a packet is expected is
 * known to the Trace later than that it was sent: it happened with the last frame that it took.
 */
function lineBefore(events: readonly TraceEvent[], index: number): number {
  let line = 0;
  for (const [at, event] of events.entries()) {
    const isBefore = event.type === "expected" ? event.frames.every((frame) => frame < index) : at < index;
    if (isBefore && isOfScript(event)) line = Math.max(line, event.line);
  }
  return line;
}

/** Whether the event is the script's doing; others happen while it waits for a line. */
function isOfScript(event: TraceEvent): boolean {
  switch (event.type) {
    case "syscall-enter":
    case "command":
    case "tcp-info":
    case "expected":
      return true;
    case "frame":
      return event.direction === "inbound";
    default:
      return false;
  }
}
