// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import type { History } from "../history/history.js";
import { type Connection, isSegment } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { optionIndex, sysctlIndex } from "../program/tables.js";
import { eachAttempt, type Oracle, type Violation } from "./oracle.js";

/** Linux's TCP_RTO_MIN, less a tick and what a clock of ms cuts off; include/net/tcp.h. */
const LEAST_NS = 198_000_000;

/**
 * A retransmission timer that expires again and again, with nothing from the peer in between, waits twice
 * as long each time.
 */
export const backOff: Oracle = {
  name: "back-off",
  source: "RFC 6298 section 5.5; net/ipv4/tcp_timer.c, tcp_retransmit_timer()",
  needsMemory: true,
  judge: eachAttempt(judge),
};

const LINEAR_SYSCTL = sysctlIndex("tcp_thin_linear_timeouts");
const LINEAR_OPTION = optionIndex("TCP_THIN_LINEAR_TIMEOUTS");

/** Whether thin streams were asked to wait for the same time always. */
function isLinear({ op, a }: Rec): boolean {
  return (op === OP.sysctl && a === LINEAR_SYSCTL) || (op === OP.setOption && a === LINEAR_OPTION);
}

/** Whether keep-alives may be sent, or the application says when a connection is given up. */
function isPaced({ op, a }: Rec): boolean {
  return op === OP.setOption && PACING.has(a);
}

const PACING = new Set(["SO_KEEPALIVE", "TCP_USER_TIMEOUT"].map(optionIndex));
const FIRST_EQUAL = 6;
/** The second one may have been a probe (TLP), which does not count as an expiry of the timer. */
const LEAST_TIMES = 4;

function judge({ events }: Connection, { program }: History): Violation | undefined {
  if (program.records.some(isLinear)) return undefined;
  // Keep-alives look like probes of a window, and do not back off.
  const hasOptions = program.records.some(isPaced);
  let at = -1;
  let times: number[] = [];
  let acknowledged = 0;
  for (const event of events) {
    if (isSegment(event) && event.type === "in") acknowledged = Math.max(acknowledged, event.ack ?? 0);
    // Anything that the peer or an application does may send, too.
    if (!isSegment(event) || event.type === "in") {
      at = -1;
      times = [];
      continue;
    }
    const { segment, from, timeNs, index } = event;
    const isProbe = !hasOptions && from === acknowledged - 1 && acknowledged >= 1;
    if (
      (segment.length === 0 && (segment.flags & (TCP_FLAG.SYN | TCP_FLAG.FIN)) === 0 && !isProbe) ||
      (segment.flags & TCP_FLAG.RST) !== 0
    )
      continue;
    if (from !== at) {
      // New data, a probe of the tail, or an older segment: the timer begins anew.
      at = from;
      times = [timeNs];
      continue;
    }
    times.push(timeNs);
    if (times.length < LEAST_TIMES) continue;
    const [third = 0, second = 0, first = 0] = times.slice(-3).reverse();
    const before = second - first;
    const now = third - second;
    const isSyn = (segment.flags & TCP_FLAG.SYN) !== 0;
    const isLonger = now >= before * 1.7 || now >= 119e9 || before < LEAST_NS;
    // SYNs of connect() are repeated linearly at first: tcp_syn_linear_timeouts.
    if (isLonger || (isSyn && times.length <= FIRST_EQUAL)) continue;
    const message = `after ${ms(before)} ms and no answer the same is sent again after ${ms(now)} ms`;
    return { oracle: "back-off", message, index, cause: isSyn ? "syn" : "data" };
  }
  return undefined;
}

function ms(ns: number): number {
  return Math.round(ns / 1e6);
}
