// SPDX-License-Identifier: GPL-2.0
import { CHUNK, DATA } from "../../commands/sctp/chunk.js";
import { EAGAIN } from "../../history/call-unit.js";
import type { History } from "../../history/history.js";
import {
  type Association,
  type DataChunk,
  dataOf,
  isPacket,
  isSameChunk,
  reportOf,
} from "../../history/sctp.js";
import { OP } from "../../program/operations.js";
import { eachAssociation, type Oracle, type Violation } from "../oracle.js";

const NAME = "received-data";
const WHOLE = DATA.begin | DATA.end;
/** Chunks that leave alone what was received. */
const USUAL: ReadonlySet<number> = new Set([
  CHUNK.data,
  CHUNK.sack,
  CHUNK.heartbeat,
  CHUNK.heartbeatAck,
  CHUNK.initAck,
  CHUNK.cookieEcho,
  CHUNK.cookieAck,
]);
const FIRST: ReadonlySet<number> = new Set([CHUNK.init]);

/** Messages of one chunk that are acknowledged, and whose turn in their stream has come, can be read. */
export const withheldMessages: Oracle = {
  name: NAME,
  source: "RFC 9260 sections 6.2, 6.5 and 6.6; net/sctp/ulpqueue.c, sctp_ulpq_order()",
  needsMemory: true,
  judge: eachAssociation(judge),
};

function judge({ events, peerTsn }: Association, { observations, program }: History): Violation | undefined {
  // Notifications are read, too; and another call may have read something.
  if (program.records.some(({ op }) => op === OP.setOption || op === OP.sysctl)) return undefined;
  if (observations.some(({ type }) => type === "blocked")) return undefined;
  const messages = new Map<number, DataChunk>();
  let acknowledged = -1;
  let reads = 0;
  for (const event of events) {
    if (event.type === "other") return undefined;
    if (isPacket(event)) {
      if (!event.isValid) continue;
      for (const chunk of event.packet.chunks) {
        if (!USUAL.has(chunk.type) && !(messages.size === 0 && FIRST.has(chunk.type))) return undefined;
        if (event.type === "out") {
          acknowledged = Math.max(acknowledged, reportOf(event.frame, chunk, peerTsn)?.tsn ?? -1);
          continue;
        }
        const data = dataOf(event.frame, chunk, peerTsn);
        if (data === undefined) continue;
        const before = messages.get(data.tsn);
        if ((data.flags & WHOLE) !== WHOLE || (before !== undefined && !isSameChunk(before, data)))
          return undefined;
        messages.set(data.tsn, data);
      }
      continue;
    }
    const { rec, ret } = event.observation;
    if (rec.op === OP.close || rec.op === OP.shutdown || rec.op === OP.settle) return undefined;
    if (rec.op !== OP.receive) continue;
    if (rec.flags !== 0 || (ret <= 0 && ret !== EAGAIN)) return undefined;
    if (ret > 0) reads++;
    const readable = ret === EAGAIN && rec.a > 0 ? countReadable(messages, acknowledged) : 0;
    if (readable === undefined) return undefined;
    if (readable <= reads) continue;
    const message = `${readable} messages are acknowledged, and ${reads} can be read`;
    return { oracle: NAME, message, index: event.index, cause: "withheld" };
  }
  return undefined;
}

/** Of a stream those from number 0 on, without a gap; undefined if two have the same number. */
function countReadable(messages: ReadonlyMap<number, DataChunk>, acknowledged: number): number | undefined {
  let count = 0;
  const streams = new Map<number, Set<number>>();
  for (const { tsn, flags, stream, number } of messages.values()) {
    if (tsn < 0 || tsn > acknowledged) continue;
    if ((flags & DATA.unordered) !== 0) {
      count++;
      continue;
    }
    const numbers = streams.get(stream) ?? new Set<number>();
    if (numbers.has(number)) return undefined;
    streams.set(stream, numbers.add(number));
  }
  for (const numbers of streams.values()) for (let next = 0; numbers.has(next); next++) count++;
  return count;
}
