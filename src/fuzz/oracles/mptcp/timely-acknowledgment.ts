// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../../dsl/ast.js";
import { DSS, MPTCP, OTHER_CHECKSUM, SUBTYPE, subtypeOf } from "../../commands/mptcp/segment.js";
import type { History } from "../../history/history.js";
import type { Session } from "../../history/mptcp.js";
import { SubflowNumbers } from "../../history/mptcp-subflow.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { eachSession, type Oracle, type Violation } from "../oracle.js";

const NAME = "timely-acknowledgment";
/** RFC 1122 section 4.2.3.2, and the tick that a timer may be late. */
const LATEST_NS = 501_000_000;
/** As much as fits the least buffer that nobody has made smaller. */
const ROOM = 32_768;

/**
 * Data in the order of the connection, and its DATA_FIN, that came in the order of a subflow, are acknowledged within
 * half a second.
 */
export const mptcpTimelyAcknowledgment: Oracle = {
  name: NAME,
  source:
    "RFC 8684 sections 3.3.2 and 3.3.3; net/mptcp/protocol.c, __mptcp_move_skb(), mptcp_check_data_fin()",
  needsMemory: true,
  judge: eachSession(judge),
};

function judge({ events, isWhole }: Session, { observations, program }: History): Violation | undefined {
  if (!isWhole || program.records.some(isMemory)) return undefined;
  /** All before it has come in order: what is early may be thrown away. */
  let came = 0;
  const subflows = new Map<number, SubflowNumbers>();
  let read = 0;
  let due: { readonly end: number; readonly ns: number; readonly index: number } | undefined;
  for (const event of events) {
    if (event.type === "call") {
      const { rec, ret } = event.call;
      // What comes behind the end of a connection may be answered by anything.
      if (rec.op === OP.close || rec.op === OP.settle || rec.op === OP.shutdown) return undefined;
      if (rec.op === OP.receive && ret > 0) read += ret;
      continue;
    }
    const { type, segment, mapping, dataAck, timeNs, index } = event;
    if (due !== undefined && timeNs > due.ns) break;
    const record = type === "in" ? program.records[observations[index]?.record ?? -1] : undefined;
    if ((segment.flags & (TCP_FLAG.RST | TCP_FLAG.FIN)) !== 0 || isOther(record)) return undefined;
    const subflow = subflows.get(segment.unit) ?? new SubflowNumbers();
    subflows.set(segment.unit, subflow);
    if (due !== undefined && type === "out" && (dataAck ?? 0) >= due.end) due = undefined;
    const end = (mapping?.to ?? 0) + (mapping?.hasFin === true ? 1 : 0);
    const isNext = mapping !== undefined && mapping.from <= came && end > came && end <= read + ROOM;
    const isTaken = isPlain(record) && subflow.takes(event);
    // What becomes of data in another order of the subflow, and of what follows it, nobody can say from here.
    if (type === "in" && segment.length > 0 && !isTaken) return undefined;
    if (type === "in" && isNext && isTaken) {
      came = end;
      due ??= { end, ns: timeNs + LATEST_NS, index };
    }
    subflow.add(event);
  }
  const last = observations.at(-1)?.timeNs ?? 0;
  if (due === undefined || last <= due.ns) return undefined;
  const message = `data before ${due.end} was not acknowledged within 500 ms`;
  return { oracle: NAME, message, index: due.index, cause: "data" };
}

function isMemory({ op }: Rec): boolean {
  return op === OP.setOption || op === OP.sysctl;
}

const OF_DATA: readonly number[] = [SUBTYPE.capable, SUBTYPE.join, SUBTYPE.dss];

/** It may end the connection, or the answer takes the place of the acknowledgment: ADD_ADDR. */
function isOther(record: Rec | undefined): boolean {
  return record?.op === OP.mptcp && !OF_DATA.includes(subtypeOf(record));
}

/** A mapping of just its data, and nothing wrong with it. */
function isPlain(record: Rec | undefined): boolean {
  if (record?.op !== OP.mptcp || subtypeOf(record) !== SUBTYPE.dss) return false;
  const { flags, d, e } = record;
  const isOdd = (flags & (MPTCP.wrong | MPTCP.shortOption | MPTCP.checksum)) !== 0;
  return !isOdd && (d & (DSS.endless | OTHER_CHECKSUM)) === 0 && d >>> 16 === 0 && e >>> 16 === 0;
}
