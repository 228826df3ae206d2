// SPDX-License-Identifier: GPL-2.0
import { CELL, DCCP } from "../commands/dccp/packet.js";
import type { DccpSent } from "./dccp.js";
import { transportOf } from "./reassembly.js";

/** A run of packets that an Ack Vector tells of, from its latest one down; numbers count as its acknowledgment does. */
export interface VectorRun {
  readonly last: number;
  readonly first: number;
  /** CELL: received, marked, missing. */
  readonly state: number;
}

const ACK_VECTORS: readonly number[] = [38, 39];
const FIRST_WITH_LENGTH = 32;
const STATE = 0xc0;
/** Bytes of header in front of options, by type: RFC 4340 section 5; those without an acknowledgment have none. */
const HEADER: Readonly<Partial<Record<number, number>>> = {
  [DCCP.response]: 28,
  [DCCP.ack]: 24,
  [DCCP.dataAck]: 24,
  [DCCP.closeReq]: 24,
  [DCCP.close]: 24,
  [DCCP.reset]: 28,
  [DCCP.sync]: 24,
  [DCCP.syncAck]: 24,
};

/** What the Ack Vectors of a packet say, the latest packets first: one follows the other. RFC 4340 section 11.4. */
export function ackVectorOf({ frame, packet, ack }: DccpSent): readonly VectorRun[] {
  const header = HEADER[packet.type];
  if (header === undefined || ack === undefined) return [];
  const runs: VectorRun[] = [];
  let last = ack;
  for (let at = transportOf(frame).at + header; at < packet.payload; ) {
    const kind = frame[at] ?? 0;
    const length = kind < FIRST_WITH_LENGTH ? 1 : Math.max(2, frame[at + 1] ?? 2);
    if (ACK_VECTORS.includes(kind))
      for (const cell of frame.subarray(at + 2, Math.min(at + length, packet.payload))) {
        const first = last - (cell & CELL.longest);
        runs.push({ last, first, state: cell & STATE });
        last = first - 1;
      }
    at += length;
  }
  return runs;
}
