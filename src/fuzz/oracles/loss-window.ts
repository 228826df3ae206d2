// SPDX-License-Identifier: GPL-2.0
import { type Connection, isSegment, type Sent, sackBlocks } from "../history/tcp.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** Segments of one flight leave at once; a timer of the kernel's waits longer than that. */
const FLIGHT_NS = 1_000_000;
/** Less than any retransmission timeout: TCP_RTO_MIN of include/net/tcp.h, and a tick. */
const LEAST_TIMEOUT_NS = 198_000_000;
/** A window in which there is room for more than one segment. */
const ROOM = 8;

/**
 * After a retransmission timeout the window is one segment: until something new is acknowledged nothing else is
 * sent, whatever else comes from the peer.
 */
export const lossWindow: Oracle = {
  name: "loss-window",
  source: "RFC 5681 section 3.1, equation 4; net/ipv4/tcp_input.c, tcp_enter_loss()",
  judge: eachConnection(judge),
};

function judge({ events }: Connection): Violation | undefined {
  let una = 1;
  let highest = 1;
  /** Of the flight that is not acknowledged: when its first and its last new segment left. */
  let began = 0;
  let ended = 0;
  let before = 0;
  let heard = 0;
  let edge = 0;
  /** When the timer has expired since something was acknowledged. */
  let expired: number | undefined;
  for (const event of events) {
    // What an application or an ICMP error may change is more than the window.
    if (!isSegment(event)) {
      if (event.type === "other") return undefined;
      continue;
    }
    if (event.type === "in") {
      if (isSelective(event)) return undefined;
      edge = Math.max(edge, (event.ack ?? 0) + event.window);
      if ((event.ack ?? 0) > una) {
        una = Math.min(event.ack ?? 0, highest);
        expired = undefined;
      }
      before = event.timeNs;
      heard = event.timeNs;
      continue;
    }
    const { segment, from, to, timeNs, index } = event;
    const quiet = timeNs - before;
    before = timeNs;
    if (segment.length === 0) continue;
    if (from >= highest) {
      if (una === highest) began = timeNs;
      ended = timeNs;
      highest = to;
      continue;
    }
    highest = Math.max(highest, to);
    const hasRoom = edge - una > ROOM * segment.length;
    if (from === una && quiet >= LEAST_TIMEOUT_NS && hasRoom && ended - began < FLIGHT_NS) {
      expired = timeNs;
      continue;
    }
    // Only what answers a segment: the timer may expire again.
    if (expired === undefined || timeNs !== heard) continue;
    const message = `after a timeout for ${una} ${from} is sent, too, and nothing new has been acknowledged`;
    return { oracle: "loss-window", message, index, cause: "more" };
  }
  return undefined;
}

function isSelective(event: Sent): boolean {
  return sackBlocks(event).length > 0;
}
