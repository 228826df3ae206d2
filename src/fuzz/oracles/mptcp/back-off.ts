// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../../dsl/ast.js";
import type { Session } from "../../history/mptcp.js";
import { eachSession, type Oracle, type Violation } from "../oracle.js";

/** TCP_RTO_MIN, and the longest power of two of it that is less than TCP_RTO_MAX. */
const LEAST_NS = 198_000_000;
const LONGEST_NS = 102_000_000_000;
/** Other timers of the subflow send it, too, but not again and again. */
const MOST_EQUAL = 2;

/** A DATA_FIN that nobody answers is sent again after twice as long each time. */
export const dataFinBackOff: Oracle = {
  name: "back-off",
  source: "RFC 6298 section 5.5, RFC 8684 section 3.3.3; net/mptcp/protocol.c, mptcp_set_datafin_timeout()",
  needsMemory: true,
  judge: eachSession(judge),
};

function judge({ events }: Session): Violation | undefined {
  let times: number[] = [];
  let equal = 0;
  let last: number | undefined;
  for (const event of events) {
    const isAlone =
      event.type === "out" &&
      event.mapping?.hasFin === true &&
      event.segment.length === 0 &&
      (event.segment.flags & (TCP_FLAG.RST | TCP_FLAG.FIN)) === 0;
    // It is sent on all subflows at once: the first one's is looked at.
    if (isAlone && times.at(-1) === event.timeNs) continue;
    // A probe of a closed window has another number.
    if (!isAlone || (last !== undefined && last !== event.segment.sequence)) {
      times = [];
      equal = 0;
      last = undefined;
      continue;
    }
    last = event.segment.sequence;
    times.push(event.timeNs);
    const [third = 0, second = 0, first = 0] = times.slice(-3).reverse();
    const before = second - first;
    const now = third - second;
    const isLonger = now >= before * 1.7 || now >= LONGEST_NS || before < LEAST_NS;
    equal = times.length < 3 || isLonger ? 0 : equal + 1;
    if (equal <= MOST_EQUAL) continue;
    const message = `after ${ms(before)} ms and no answer the DATA_FIN is sent again after ${ms(now)} ms`;
    return { oracle: "back-off", message, index: event.index, cause: "data-fin" };
  }
  return undefined;
}

function ms(ns: number): number {
  return Math.round(ns / 1e6);
}
