// SPDX-License-Identifier: GPL-2.0
import { CHUNK } from "../../commands/sctp/chunk.js";
import type { History } from "../../history/history.js";
import { type Association, dataOf, isPacket, isWholeSack, opens, reportOf } from "../../history/sctp.js";
import { eachAssociation, type Oracle, type Violation } from "../oracle.js";
import { abandons } from "./abandons.js";

const NAME = "peer-window";

/** While something is outstanding, a TSN is sent for the first time only if the peer's window has room for it, too. */
export const sctpPeerWindow: Oracle = {
  name: NAME,
  source: "RFC 9260 section 6.1, rule A; net/sctp/output.c, sctp_packet_can_append_data()",
  judge: eachAssociation(judge),
};

function judge(association: Association, { observations, program }: History): Violation | undefined {
  // What is given up is no longer outstanding, and when it is, is not told.
  if (program.records.some(abandons)) return undefined;
  const { events, kernelTsn } = association;
  /** Bytes of each TSN that is neither acknowledged, nor in a gap block that may be taken back. */
  const sent = new Map<number, number>();
  let blocks: readonly (readonly [number, number])[] = [];
  let window = association.peerWindow;
  let next = 0;
  let acknowledged = -1;
  let isOpen = false;
  for (const event of events) {
    isOpen ||= opens(association, event);
    // What a fragment of the kernel's carries is not known.
    if (event.type === "other" && observations[event.index]?.type === "sent") return undefined;
    if (!isPacket(event) || !event.isValid) continue;
    const { frame, packet, index } = event;
    for (const chunk of packet.chunks) {
      if (event.type === "out") {
        const data = dataOf(frame, chunk, kernelTsn);
        if (data === undefined || data.tsn < next) continue;
        const { length } = data.payload;
        next = data.tsn + 1;
        const outstanding = outstandingOf(sent, blocks);
        sent.set(data.tsn, length);
        if (outstanding === 0 || outstanding + length <= window) continue;
        const message = `TSN ${data.tsn} has ${length} bytes, and of a window of ${window} ${outstanding} are taken`;
        return { oracle: NAME, message, index, cause: "excess" };
      }
      if (GIVEN_UP.has(chunk.type)) return undefined;
      const report = reportOf(frame, chunk, kernelTsn);
      if (report?.window === undefined) continue;
      // Behind another chunk it may not be looked at, and before there is an association it is not.
      if (chunk !== packet.chunks[0] || !isOpen || !isWholeSack(frame, chunk)) return undefined;
      // It ends the association.
      if (report.tsn >= next) return undefined;
      if (report.tsn < acknowledged) continue;
      acknowledged = report.tsn;
      ({ window, blocks } = report);
      for (const tsn of sent.keys()) if (tsn <= acknowledged) sent.delete(tsn);
    }
  }
  return undefined;
}

/** A SHUTDOWN tells of TSNs without a window; and numbers begin anew. */
const GIVEN_UP: ReadonlySet<number> = new Set([CHUNK.shutdown, CHUNK.reconf]);

function outstandingOf(sent: ReadonlyMap<number, number>, blocks: readonly (readonly [number, number])[]) {
  let bytes = 0;
  for (const [tsn, length] of sent)
    if (!blocks.some(([from, to]) => from <= tsn && tsn <= to)) bytes += length;
  return bytes;
}
