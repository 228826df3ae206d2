// SPDX-License-Identifier: GPL-2.0
import type { Event, EventTime } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { printSeconds } from "../print.js";
import { type Pass, problem } from "./pass.js";

/**
 * Time starts at 0 and never goes back. Where an event's time is a range or any time, the earliest
 * one counts, so that nothing is reported that could be right.
 */
export const timeOrder: Pass = (script) => {
  const problems: Diagnostic[] = [];
  let earliest = 0;
  script.events.forEach((event, index) => {
    const { time } = event;
    const { ns, lastNs } = bounds(time, earliest);
    if (index === 0 && time.type !== "relative" && time.type !== "relative-range" && ns !== 0) {
      const note = "times count from the start of the script; +1.5 is 1.5 s after it";
      problems.push(
        problem(script, time.span, "check/first-time", "the first event is not at time 0", [
          { message: note },
        ]),
      );
    } else if (lastNs < earliest) {
      const note = {
        message: `the event before is at ${printSeconds(earliest)} or later`,
        ...spanBefore(script.events, index),
      };
      problems.push(problem(script, time.span, "check/time-backwards", "time goes backwards", [note]));
    }
    if (lastNs < ns)
      problems.push(
        problem(script, time.span, "check/empty-range", "the range of times ends before it starts"),
      );
    const { action } = event;
    if (action.type === "syscall" && action.end && "ns" in time && action.end.ns < time.ns) {
      problems.push(
        problem(script, action.end.span, "check/empty-range", "the system call ends before it starts"),
      );
    }
    // after a step back, time counts from there: it is one mistake, not one for each event that follows
    earliest = lastNs < earliest ? ns : Math.max(earliest, ns);
  });
  return problems;
};

/** First and last possible time of an event, given the earliest time of the one before. */
function bounds(time: EventTime, before: number): { readonly ns: number; readonly lastNs: number } {
  switch (time.type) {
    case "absolute":
      return { ns: time.ns, lastNs: time.ns };
    case "absolute-range":
      return { ns: time.ns, lastNs: time.endNs };
    case "relative":
      return { ns: before + time.ns, lastNs: before + time.ns };
    case "relative-range":
      return { ns: before + time.ns, lastNs: before + time.endNs };
    case "any":
      return { ns: before, lastNs: Number.POSITIVE_INFINITY };
  }
}

function spanBefore(events: readonly Event[], index: number): { readonly span?: Event["span"] } {
  const span = events[index - 1]?.time.span;
  return span ? { span } : {};
}
