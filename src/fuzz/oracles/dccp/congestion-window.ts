// SPDX-License-Identifier: GPL-2.0
import { CELL } from "../../commands/dccp/packet.js";
import { type DccpConnection, type DccpSent, isDccpPacket } from "../../history/dccp.js";
import { ackVectorOf } from "../../history/dccp-vector.js";
import { eachDccpConnection, type Oracle, type Violation } from "../oracle.js";
import { isCcid2 } from "./ccid.js";
import { isData } from "./messages.js";

/** RFC 3390; include/net/tcp.h, rfc3390_bytes_to_packets(). */
const INITIAL = 4;
/** Less than the timer waits at first: DCCP_TIMEOUT_INIT. */
const FIRST_TIMEOUT_NS = 2_900_000_000;
/** Linux has no least time for later ones: they expire with a tick (tcp_rto_min() of a socket that is none of TCP). */
const TICK_NS = 4_000_000;

/**
 * The congestion window of CCID 2 begins with four packets, and grows by one for two that are acknowledged: no more
 * messages are in flight, as long as none may have been lost.
 */
export const dccpCongestionWindow: Oracle = {
  name: "congestion-window",
  source: "RFC 4341 section 5; net/dccp/ccids/ccid2.c, ccid2_new_ack()",
  judge: (history) => (isCcid2(history.program) ? eachDccpConnection(judge)(history) : undefined),
};

function judge({ events }: DccpConnection): Violation | undefined {
  let flying: readonly number[] = [];
  let acknowledged = 0;
  let began: number | undefined;
  let heard: number | undefined;
  for (const event of events) {
    if (event.type === "other") return undefined;
    if (!isDccpPacket(event)) continue;
    // What is lost is in flight no longer, and a timer that expires takes all for that.
    if (began !== undefined && event.timeNs - began > FIRST_TIMEOUT_NS) return undefined;
    if (heard !== undefined && tickOf(event) !== heard) return undefined;
    if (event.type === "in") {
      if (began !== undefined) heard ??= tickOf(event);
      const [run, ...more] = ackVectorOf(event);
      if (
        run !== undefined &&
        (run.state !== CELL.received || more.some(({ state }) => state !== CELL.received))
      )
        return undefined;
      const { ack = 0 } = event;
      const left = flying.filter((number) => number > ack);
      // What it does not tell of may be lost.
      if (run !== undefined && flying.some((number) => number <= ack && number < run.first)) return undefined;
      acknowledged += flying.length - left.length;
      flying = left;
      continue;
    }
    if (!isData(event.packet)) continue;
    began ??= event.timeNs;
    flying = [...flying, event.number];
    const allowed = INITIAL + Math.floor(acknowledged / 2);
    if (flying.length <= allowed) continue;
    const message = `${flying.length} messages are in flight, more than ${allowed}`;
    return { oracle: "congestion-window", message, index: event.index, cause: "excess" };
  }
  return undefined;
}

function tickOf({ timeNs }: DccpSent): number {
  return Math.floor(timeNs / TICK_NS);
}
