// SPDX-License-Identifier: GPL-2.0
import type { DccpConnection } from "../../history/dccp.js";
import { eachDccpConnection, type Oracle, type Violation } from "../oracle.js";
import { isCcid2 } from "./ccid.js";
import { Life } from "./life.js";
import { isData } from "./messages.js";

const NAME = "back-off";
/** DCCP_RTO_MAX of Linux, less a tick. */
const LONGEST_NS = 63_900_000_000;
/** Twice, but for the timer wheel: what expires in some seconds may be an eighth late; kernel/time/timer.c. */
const LEAST_GROWTH = 1.7;

/**
 * With CCID 2 each message that only an expiry of the timer lets go, with nothing from the peer in between, waits
 * twice as long as the one before it.
 */
export const dccpBackOff: Oracle = {
  name: NAME,
  source: "RFC 4341 section 5, RFC 6298 section 5.5; net/dccp/ccids/ccid2.c, ccid2_hc_tx_rto_expire()",
  needsMemory: true,
  judge: (history) => (isCcid2(history.program) ? eachDccpConnection(judge)(history) : undefined),
};

function judge({ events }: DccpConnection): Violation | undefined {
  const life = new Life();
  // What is sent in a call waits for no timer.
  const calls = new Set(events.flatMap((event) => (event.type === "call" ? [event.call.timeNs] : [])));
  /** When the last message was sent, and how long the timer had run, if nothing has come since. */
  let last: number | undefined;
  let before: number | undefined;
  for (const event of events) {
    life.add(event);
    // A message longer than a new path MTU is lost on its way out.
    if (life.isOver || event.type === "other") return undefined;
    if (event.type === "in") {
      last = undefined;
      before = undefined;
    }
    if (event.type !== "out" || !isData(event.packet)) continue;
    const { timeNs, index } = event;
    const now = last === undefined || last === timeNs || calls.has(timeNs) ? undefined : timeNs - last;
    last = timeNs;
    if (before !== undefined && now !== undefined && now < before * LEAST_GROWTH && now < LONGEST_NS) {
      const message = `after ${ms(before)} ms without an answer the next message is sent after ${ms(now)} ms`;
      return { oracle: NAME, message, index, cause: "message" };
    }
    before = now;
  }
  return undefined;
}

function ms(ns: number): number {
  return Math.round(ns / 1e6);
}
