// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../../dsl/ast.js";
import type { Session } from "../../history/mptcp.js";
import { eachSession, type Oracle, type Violation } from "../oracle.js";

/** TCP_RTO_MIN, and the longest power of two of it that is less than TCP_RTO_MAX. */
const LEAST_NS = 198_000_000;
const LONGEST_NS = 102_000_000_000;
const LEAST_TIMES = 4;

/** A DATA_FIN that nobody answers is sent again after twice as long each time. */
export const dataFinBackOff: Oracle = {
  name: "back-off",
  source: "RFC 6298 section 5.5, RFC 8684 section 3.3.3; net/mptcp/protocol.c, mptcp_set_datafin_timeout()",
  needsMemory: true,
  judge: eachSession(judge),
};

function judge({ events }: Session): Violation | undefined {
  let times: number[] = [];
  for (const event of events) {
    const isAlone =
      event.type === "out" &&
      event.mapping?.hasFin === true &&
      event.segment.length === 0 &&
      (event.segment.flags & (TCP_FLAG.RST | TCP_FLAG.FIN)) === 0;
    if (!isAlone) {
      times = [];
      continue;
    }
    // It is sent on all subflows at once.
    if (times.at(-1) === event.timeNs) continue;
    times.push(event.timeNs);
    if (times.length < LEAST_TIMES) continue;
    const [third = 0, second = 0, first = 0] = times.slice(-3).reverse();
    const before = second - first;
    const now = third - second;
    if (now >= before * 1.7 || now >= LONGEST_NS || before < LEAST_NS) continue;
    const message = `after ${ms(before)} ms and no answer the DATA_FIN is sent again after ${ms(now)} ms`;
    return { oracle: "back-off", message, index: event.index, cause: "data-fin" };
  }
  return undefined;
}

function ms(ns: number): number {
  return Math.round(ns / 1e6);
}
