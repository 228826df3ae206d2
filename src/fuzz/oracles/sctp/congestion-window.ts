// SPDX-License-Identifier: GPL-2.0
import { CHUNK } from "../../commands/sctp/chunk.js";
import type { History } from "../../history/history.js";
import { type Association, dataOf, isPacket, reportOf, type SctpPacket } from "../../history/sctp.js";
import { eachAssociation, type Oracle, type Violation } from "../oracle.js";
import { changesTimers } from "./timers.js";

const NAME = "congestion-window";
/** The largest one of a device: over IPv6 it makes up for the header. */
const MTU = 1520;
/** What an idle path has, which is more than one begins with. */
const INITIAL_BYTES = 4 * MTU;

/**
 * The congestion window begins with no more than four path MTUs and grows by no more than one with each SACK: a new
 * chunk is sent only if less than that is in flight.
 */
export const sctpCongestionWindow: Oracle = {
  name: NAME,
  source: "RFC 9260 sections 6.1 rule B, 7.2.1 and 7.2.2; net/sctp/transport.c, sctp_transport_raise_cwnd()",
  judge: eachAssociation(judge),
};

function judge({ events, kernelTsn }: Association, { program }: History): Violation | undefined {
  // Messages may be given up, which are in flight no longer.
  if (program.records.some(changesTimers)) return undefined;
  const flying = new Flight();
  let allowed = INITIAL_BYTES;
  for (const event of events) {
    // An ICMP error may be about a chunk that is lost, or change the MTU.
    if (event.type === "other") return undefined;
    if (!isPacket(event)) continue;
    if (event.packet.chunks.some(({ type }) => ENDS.has(type))) return undefined;
    if (event.type === "in") {
      const growth = flying.hear(event, kernelTsn);
      if (growth === undefined) return undefined;
      allowed += growth;
      continue;
    }
    for (const chunk of event.packet.chunks) {
      const data = dataOf(event.frame, chunk, kernelTsn);
      if (data === undefined) continue;
      // What else is lost only the kernel knows.
      if (data.tsn !== flying.next) return undefined;
      if (flying.bytes >= allowed) {
        const message = `TSN ${data.tsn} is sent with ${flying.bytes} bytes in flight, and the window cannot be more than ${allowed}`;
        return { oracle: NAME, message, index: event.index, cause: "excess" };
      }
      flying.add(data.payload.length);
    }
  }
  return undefined;
}

const ENDS: ReadonlySet<number> = new Set([CHUNK.abort, CHUNK.forwardTsn, CHUNK.iForwardTsn]);

/** TSNs of the kernel that were sent once and not acknowledged. */
class Flight {
  readonly #sizes = new Map<number, number>();
  /** The greatest one that is acknowledged. */
  #top = -1;
  bytes = 0;
  next = 0;

  add(bytes: number): void {
    this.#sizes.set(this.next++, bytes);
    this.bytes += bytes;
  }

  /**
   * Takes out what a packet of the peer's acknowledges. Returns by how much the window may grow; undefined if it takes
   * back what was told by a gap block, which is in flight again.
   */
  hear({ frame, packet }: SctpPacket, first: number): number | undefined {
    let growth = 0;
    for (const chunk of packet.chunks) {
      const report = reportOf(frame, chunk, first);
      if (report === undefined) continue;
      const isTold = (tsn: number): boolean =>
        tsn <= report.tsn || report.blocks.some(([from, to]) => tsn >= from && tsn <= to);
      const before = this.bytes;
      for (const [tsn, bytes] of this.#sizes) {
        if (!isTold(tsn)) continue;
        this.#sizes.delete(tsn);
        this.#top = Math.max(this.#top, tsn);
        this.bytes -= bytes;
      }
      for (let tsn = report.tsn + 1; tsn <= this.#top; tsn++)
        if (!this.#sizes.has(tsn) && !isTold(tsn)) return undefined;
      growth += Math.min(before - this.bytes, MTU);
    }
    return growth;
  }
}
