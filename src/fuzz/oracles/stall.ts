// SPDX-License-Identifier: GPL-2.0

import { TCP_FLAG } from "../../dsl/ast.js";
import { OPTION } from "../commands/tcp/segment.js";
import { EAGAIN } from "../history/call-unit.js";
import { type History, onceEach } from "../history/history.js";
import { type Connection, connectionsOf, isSegment } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** TCP_RTO_MAX, and of the first timeout TCP_TIMEOUT_FALLBACK; include/net/tcp.h. */
const MAX_NS = 120e9;
const INITIAL_NS = 3e9;
/** RFC 6298 section 2: SRTT and four times RTTVAR, of which none is more than the longest round trip. */
const ROUND_TRIPS = 5;
const SECOND_NS = 1e9;
/** Fewer than the least number of retransmissions after which the kernel gives up by itself. */
const FEWEST = 3;

/**
 * As long as something that was sent is not acknowledged, or written and not sent, the kernel tries again:
 * retransmission, or probe of a window that is closed.
 */
export const stall: Oracle = {
  name: "stall",
  source: "RFC 6298 section 5.1, RFC 9293 section 3.8.6.1; net/ipv4/tcp_timer.c",
  needsMemory: true,
  judge: eachConnection(judge),
};

/** Whether an echo of a segment may make a round trip of any length. */
function isStrange({ op, d }: Rec): boolean {
  return op === OP.segment && (d & (OPTION.strangeEcho | OPTION.oldTimestamp)) !== 0;
}

/**
 * In ns, until something comes after the kernel has sent something; of all connections, since one begins with what
 * others have measured: net/ipv4/tcp_metrics.c. Infinite if nobody can say.
 */
const longestRoundTrip = onceEach((history): number => {
  if (history.program.records.some(isStrange)) return Number.POSITIVE_INFINITY;
  let longest = 0;
  for (const { events, isWhole } of connectionsOf(history)) {
    if (!isWhole) return Number.POSITIVE_INFINITY;
    let answered: number | undefined;
    for (const event of events) {
      if (!isSegment(event)) continue;
      if (event.type === "out") answered = event.timeNs;
      else if (answered !== undefined) longest = Math.max(longest, event.timeNs - answered);
    }
  }
  return longest;
});

function judge({ events, isWhole }: Connection, history: History): Violation | undefined {
  if (!isWhole) return undefined;
  const { observations } = history;
  let strikes = 0;
  let written = 1;
  let sent = 0;
  let acknowledged = 0;
  let heard = 0;
  let index = 0;
  let since = 0;
  for (const event of events) {
    if (event.type === "other") continue;
    if (!isSegment(event)) {
      const { rec, ret } = event.observation;
      if (rec.op === OP.send && ret > 0) {
        // How long nothing has been heard counts from the first that is not acknowledged.
        if (acknowledged >= written) heard = 0;
        written += ret;
        since = event.observation.timeNs;
      }
      if (rec.op === OP.setOption || rec.op === OP.shutdown || rec.op === OP.close) return undefined;
      if ((rec.op === OP.send || rec.op === OP.receive) && ret < 0 && ret !== EAGAIN) return undefined;
      if (rec.op === OP.settle) return undefined;
      continue;
    }
    if ((event.segment.flags & TCP_FLAG.RST) !== 0) return undefined;
    index = event.index;
    since = event.timeNs;
    heard = event.type === "in" ? 0 : heard + 1;
    // The timeout stays backed off until there is another round trip to measure: RFC 6298 section 5.7.
    if (event.type === "out" && event.from < sent) strikes++;
    if (event.type === "out") sent = Math.max(sent, event.to);
    else acknowledged = Math.max(acknowledged, Math.min(event.ack ?? 0, sent));
  }
  const end = observations.at(-1)?.timeNs ?? 0;
  const waits = sent > acknowledged || written > sent;
  const roundTrips = ROUND_TRIPS * longestRoundTrip(history);
  const timeout = Math.min(MAX_NS, Math.max(INITIAL_NS, roundTrips) * 2 ** strikes);
  if (!waits || end - since < timeout * 2 + SECOND_NS || heard > FEWEST || acknowledged === 0)
    return undefined;
  const what =
    sent > acknowledged
      ? `what is after ${acknowledged} is not acknowledged`
      : `${written - sent} bytes wait`;
  const message = `${what}, and nothing is sent for ${Math.round((end - since) / 1e9)} s`;
  if (sent <= acknowledged) return { oracle: "stall", message, index, cause: "probe" };
  const first = events.find(
    (event) =>
      isSegment(event) && event.type === "out" && event.from <= acknowledged && event.to > acknowledged,
  );
  return {
    oracle: "stall",
    message,
    index,
    cause: "retransmission",
    ...(first && { instead: { again: first.index } }),
  };
}
