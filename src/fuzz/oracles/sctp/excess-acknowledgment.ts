// SPDX-License-Identifier: GPL-2.0
import { CHUNK } from "../../commands/sctp/chunk.js";
import {
  type Association,
  dataOf,
  isPacket,
  isWholeSack,
  opens,
  reportOf,
  type SctpPacket,
} from "../../history/sctp.js";
import { OP } from "../../program/operations.js";
import { answerPorts } from "../answer-ports.js";
import { eachAssociation, type Oracle, type Violation } from "../oracle.js";

const NAME = "excess-acknowledgment";

/** A SACK, or a SHUTDOWN, of a TSN that was never sent ends the association: it is not the peer's, or that is broken. */
export const excessAcknowledgment: Oracle = {
  name: NAME,
  source:
    "RFC 9260 section 6.2.1; net/sctp/sm_statefuns.c, sctp_sf_eat_sack_6_2(), sctp_sf_do_9_2_shutdown()",
  judge: eachAssociation(judge),
};

/** Half as far as numbers that are later: what is farther may count as an old one. */
const FAR = 2 ** 30;

function judge(association: Association): Violation | undefined {
  const { events, kernelTsn } = association;
  let next = 0;
  let isOpen = false;
  for (const [at, event] of events.entries()) {
    isOpen ||= opens(association, event);
    // Parts of packets tell nothing.
    if (event.type === "other") return undefined;
    if (event.type === "call") {
      const { op } = event.observation.rec;
      // In the states that follow a SACK may be too late.
      if (op === OP.close || op === OP.shutdown || op === OP.settle) return undefined;
    }
    if (!isPacket(event) || !event.isValid) continue;
    const { frame, packet, index } = event;
    const isEnd = packet.chunks.some(({ type }) => type === CHUNK.shutdown || type === CHUNK.abort);
    if (event.type === "out") {
      if (isEnd) return undefined;
      for (const chunk of packet.chunks) {
        const data = dataOf(frame, chunk, kernelTsn);
        if (data !== undefined) next = Math.max(next, data.tsn + 1);
        if (chunk.type === CHUNK.forwardTsn || chunk.type === CHUNK.iForwardTsn) return undefined;
      }
      continue;
    }
    const [chunk] = packet.chunks;
    const report = chunk && reportOf(frame, chunk, kernelTsn);
    const isWhole = chunk !== undefined && (chunk.type === CHUNK.shutdown || isWholeSack(frame, chunk));
    const isExcess =
      isOpen &&
      packet.chunks.length === 1 &&
      report !== undefined &&
      isWhole &&
      report.tsn >= next &&
      report.tsn < next + FAR;
    if (!isExcess && isEnd) return undefined;
    if (!isExcess) continue;
    const isAborted = events
      .slice(at + 1)
      .some((later) => isPacket(later) && later.type === "out" && isAbort(later));
    if (isAborted) return undefined;
    const message = `TSN ${report.tsn} was not sent, and is taken as acknowledged: the next one is ${next}`;
    const instead = { event: `> ${answerPorts(frame)} sctp: ABORT[flgs=..., ...]` };
    return { oracle: NAME, message, index, cause: "taken", instead };
  }
  return undefined;
}

function isAbort({ packet }: SctpPacket): boolean {
  return packet.chunks.some(({ type }) => type === CHUNK.abort);
}
