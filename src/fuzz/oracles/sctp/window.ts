// SPDX-License-Identifier: GPL-2.0
import type { History } from "../../history/history.js";
import { type Association, dataOf, isPacket, reportOf } from "../../history/sctp.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { optionOf, sysctlOf } from "../../program/tables.js";
import { eachAssociation, type Instead, type Oracle, type Violation } from "../oracle.js";

const NAME = "own-window";
const PEEK = 0x2;
const SYSCTL = /^sctp\/(?:rcvbuf|rwnd|sctp_mem)/;
/** More than this that is not read may fill the buffer, which counts more than payload. */
const MOST_BYTES = 20_000;
const MOST_CHUNKS = 40;

function changesBuffers({ op, a }: Rec): boolean {
  if (op === OP.setOption) return optionOf(a)?.name === "SO_RCVBUF";
  return op === OP.sysctl && SYSCTL.test(sysctlOf(a) ?? "");
}

/** The window that is announced is the one from the beginning, less what has come and was not read yet. */
export const sctpOwnWindow: Oracle = {
  name: NAME,
  source: "RFC 9260 section 6.2; net/sctp/ulpevent.c, sctp_ulpevent_release_data()",
  needsMemory: true,
  judge: eachAssociation(judge),
};

function judge({ events, peerTsn, window }: Association, { program }: History): Violation | undefined {
  if (program.records.some(changesBuffers)) return undefined;
  let unread = 0;
  let chunks = 0;
  for (const event of events) {
    if (event.type === "call") {
      const { rec, ret } = event.observation;
      if (rec.op === OP.receive && ret > 0 && (rec.flags & PEEK) === 0) unread -= ret;
      continue;
    }
    if (!isPacket(event) || !event.isValid) continue;
    for (const chunk of event.packet.chunks) {
      if (event.type === "in") {
        const data = dataOf(event.frame, chunk, peerTsn);
        if (data === undefined) continue;
        unread += data.payload.length;
        chunks++;
        continue;
      }
      const announced = reportOf(event.frame, chunk, peerTsn)?.window;
      if (unread > MOST_BYTES || chunks > MOST_CHUNKS) return undefined;
      if (announced === undefined || announced >= window - unread) continue;
      const message = `a window of ${announced} bytes is announced, and of ${window} only ${unread} are taken`;
      const instead: Instead = { words: [/a_rwnd=\d+/, `a_rwnd=${window - unread}`] };
      return { oracle: NAME, message, index: event.index, cause: "less", instead };
    }
  }
  return undefined;
}
