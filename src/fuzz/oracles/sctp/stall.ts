// SPDX-License-Identifier: GPL-2.0
import { CHUNK } from "../../commands/sctp/chunk.js";
import type { History } from "../../history/history.js";
import {
  type Association,
  dataOf,
  isPacket,
  reportOf,
  type SctpCall,
  type SctpPacket,
} from "../../history/sctp.js";
import { OP } from "../../program/operations.js";
import { eachAssociation, type Oracle, type Violation } from "../oracle.js";
import { changesTimers } from "./timers.js";

const NAME = "stall";
/** RTO.Initial and RTO.Max of RFC 9260 section 16. */
const INITIAL_NS = 3e9;
const MAX_NS = 60e9;
/** Of a round trip: SRTT and four times RTTVAR, section 6.3.1 rule C2. */
const ROUND_TRIPS = 3;
const SECOND_NS = 1e9;

/** As long as a TSN is outstanding it is sent again, or the association is given up. */
export const sctpStall: Oracle = {
  name: NAME,
  source: "RFC 9260 section 6.3.2, rules R1 to R3; net/sctp/outqueue.c",
  needsMemory: true,
  judge: eachAssociation(judge),
};

function judge(
  { events, isWhole, kernelTsn }: Association,
  { observations, program }: History,
): Violation | undefined {
  if (!isWhole || program.records.some(changesTimers)) return undefined;
  let next = 0;
  let acknowledged = -1;
  let since = 0;
  let index = 0;
  let strikes = 0;
  let longest = 0;
  let end = untilSettled({ observations, program });
  for (const event of events) {
    if (event.type === "other") return undefined;
    // What ends it ends its timers: the time before is what counts.
    if (ends(event)) {
      end = Math.min(end, timeOf(event));
      break;
    }
    if (!isPacket(event) || (event.type === "in" && !event.isValid)) continue;
    const { frame, packet, timeNs } = event;
    if (timeNs > end) break;
    for (const chunk of packet.chunks) {
      if (event.type === "out") {
        if (chunk.type === CHUNK.heartbeat) strikes++;
        const data = dataOf(frame, chunk, kernelTsn);
        if (data === undefined) continue;
        if (data.tsn < next) strikes++;
        next = Math.max(next, data.tsn + 1);
        since = timeNs;
        index = event.index;
        continue;
      }
      const report = reportOf(frame, chunk, kernelTsn);
      if (report === undefined) continue;
      // What was received behind a gap is not outstanding.
      if (report.blocks.length > 0 || report.tsn >= next) return undefined;
      acknowledged = Math.max(acknowledged, report.tsn);
      longest = Math.max(longest, timeNs - since);
      since = timeNs;
    }
  }
  const timeout = Math.min(MAX_NS, Math.max(INITIAL_NS * 2 ** strikes, ROUND_TRIPS * longest));
  if (next === 0 || acknowledged >= next - 1 || end - since < timeout * 2 + SECOND_NS) return undefined;
  const message = `TSNs ${acknowledged + 1} to ${next - 1} are outstanding, and none is sent again for ${Math.round((end - since) / 1e9)} s`;
  return { oracle: NAME, message, index, cause: "retransmission", instead: { again: index } };
}

/** Up to when a program lets be what is open. */
function untilSettled({ observations, program }: Pick<History, "observations" | "program">): number {
  const settling = program.records.findIndex(({ op }) => op === OP.settle);
  const last = observations.findLast(({ record }) => settling < 0 || record < settling);
  return last?.timeNs ?? 0;
}

function timeOf(event: SctpPacket | SctpCall): number {
  return isPacket(event) ? event.timeNs : event.observation.timeNs;
}

function ends(event: SctpPacket | SctpCall): boolean {
  if (isPacket(event))
    return (event.type === "out" || event.isValid) && event.packet.chunks.some(({ type }) => ENDS.has(type));
  const { op } = event.observation.rec;
  return op === OP.close || op === OP.shutdown || op === OP.settle;
}

const ENDS: ReadonlySet<number> = new Set([
  CHUNK.abort,
  CHUNK.shutdown,
  CHUNK.shutdownAck,
  CHUNK.shutdownComplete,
  CHUNK.error,
  CHUNK.init,
  CHUNK.forwardTsn,
  CHUNK.iForwardTsn,
]);
