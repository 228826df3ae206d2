// SPDX-License-Identifier: GPL-2.0

import { TCP_FLAG } from "../../dsl/ast.js";
import type { History } from "../history/history.js";
import { type Connection, findOption, isSegment, leastMss, offeredMss } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** RFC 6928; include/net/tcp.h. */
const INITIAL = 10;
/** What has arrived beyond a hole is in flight no longer. */
const SACK = 5;
const LEAST = 128;

/**
 * The congestion window begins with ten segments and grows by no more than one for each segment that is
 * acknowledged: so no more than that may be in flight.
 */
export const congestionWindow: Oracle = {
  name: "congestion-window",
  source: "RFC 5681 section 3.1, RFC 6928; net/ipv4/tcp_cong.c, tcp_slow_start()",
  judge: eachConnection(judge),
};

/** Bytes of a full segment: the device takes no larger ones. */
function size(mss: number, isIpv6: boolean): number {
  return Math.min(Math.max(mss, leastMss(isIpv6)), 1460);
}

/** Of one with all the options that there is room for, which a segment of the connection may have. */
function least(mss: number): number {
  return Math.min(mss, 1460) - 36;
}

function judge({ events }: Connection, { program }: History): Violation | undefined {
  // Segments may be smaller than the peer's offer says, or the algorithm another one.
  if (program.records.some(({ op }) => op === OP.setOption)) return undefined;
  let acknowledged = 1;
  let highest = 1;
  let allowed = INITIAL;
  /** Segments that were sent, and not acknowledged. */
  let flying: { readonly from: number; readonly to: number }[] = [];
  let mss = leastMss(program.isIpv6);
  let isOffered = false;
  for (const event of events) {
    // An ICMP error may change the size of segments.
    if (event.type === "other") return undefined;
    if (!isSegment(event)) continue;
    const { segment } = event;
    if ((segment.flags & TCP_FLAG.SYN) !== 0) {
      const offered = offeredMss(event);
      if (event.type === "in") {
        // Which of two SYNs counts shows later, if a cookie tells.
        if (isOffered && offered !== mss) return undefined;
        isOffered = true;
        mss = offered || mss;
      }
      // With the options that are in each segment so small a one is a few bytes.
      if (mss < LEAST) return undefined;
      if (segment.length > 0) return undefined;
      continue;
    }
    if (event.type === "in") {
      if (findOption(event.frame, segment, SACK) !== undefined) return undefined;
      const ack = event.ack ?? 0;
      if (ack <= acknowledged || ack > highest) continue;
      // A part of a segment counts, too; and each acknowledgment may count one more.
      for (const { from, to } of flying)
        if (from < ack) allowed += Math.ceil((Math.min(ack, to) - Math.max(from, acknowledged)) / least(mss));
      allowed += 1;
      flying = flying.filter(({ to }) => to > ack);
      acknowledged = ack;
      continue;
    }
    if (segment.length === 0) continue;
    // What is lost is in flight no longer, and only the kernel knows what it takes for lost.
    if (event.from < highest) return undefined;
    flying.push({ from: event.from, to: event.to });
    highest = event.to;
    const inFlight = highest - acknowledged;
    // In bytes, which small segments do not fill: never more than the count of them allows.
    if (inFlight <= (allowed + 2) * size(mss, program.isIpv6)) continue;
    const message = `${inFlight} bytes are in flight, more than ${allowed} segments of ${size(mss, program.isIpv6)} bytes`;
    return { oracle: "congestion-window", message, index: event.index, cause: "excess" };
  }
  return undefined;
}
