// SPDX-License-Identifier: GPL-2.0

import { CHUNK } from "../../commands/sctp/chunk.js";
import type { History } from "../../history/history.js";
import { type Association, dataOf, isPacket } from "../../history/sctp.js";
import { eachAssociation, type Oracle, type Violation } from "../oracle.js";
import { changesTimers } from "./timers.js";

const NAME = "back-off";
/** RTO.Max of RFC 9260 section 16, less a tick. */
const LONGEST_NS = 59_900_000_000;
/**
 * Transmissions that are looked at. On a path that has failed once data goes with heartbeats, whose interval varies by
 * half of the timeout each way: so the first interval is compared with the fourth.
 */
const TRANSMISSIONS = 5;
const LEAST_GROWTH = 2;

/** T3-rtx that expires again and again, with nothing from the peer in between, waits longer and longer. */
export const sctpBackOff: Oracle = {
  name: NAME,
  source: "RFC 9260 section 6.3.3, rule E2; net/sctp/sm_sideeffect.c, sctp_do_8_2_transport_strike()",
  needsMemory: true,
  judge: eachAssociation(judge),
};

function judge({ events, kernelTsn }: Association, { program }: History): Violation | undefined {
  if (program.records.some(changesTimers)) return undefined;
  let first: number | undefined;
  let times: number[] = [];
  for (const event of events) {
    if (!isPacket(event) || event.type === "in") {
      first = undefined;
      times = [];
      continue;
    }
    const { frame, packet, timeNs, index } = event;
    // A heartbeat takes along what waits, whenever it is sent.
    if (packet.chunks[0]?.type === CHUNK.heartbeat) continue;
    const data = packet.chunks.flatMap((chunk) => dataOf(frame, chunk, kernelTsn) ?? []);
    const lowest = data[0]?.tsn;
    if (lowest === undefined || (first !== undefined && lowest > first)) continue;
    if (lowest !== first) times = [];
    first = lowest;
    times.push(timeNs);
    if (times.length < TRANSMISSIONS) continue;
    const initial = (times[1] ?? 0) - (times[0] ?? 0);
    const now = timeNs - (times.at(-2) ?? 0);
    // What is sent again at once is no expiry.
    if (initial === 0 || now >= initial * LEAST_GROWTH || now >= LONGEST_NS) continue;
    const message = `TSN ${first} is sent again after ${ms(initial)} ms, and in the end still after ${ms(now)} ms`;
    return { oracle: NAME, message, index, cause: "data" };
  }
  return undefined;
}

function ms(ns: number): number {
  return Math.round(ns / 1e6);
}
