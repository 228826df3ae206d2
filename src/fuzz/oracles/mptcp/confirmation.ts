// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../../dsl/ast.js";
import { ADDRESS, identifierOf, MPTCP, SUBTYPE, subtypeOf } from "../../commands/mptcp/segment.js";
import type { History } from "../../history/history.js";
import type { MptcpSent, Session } from "../../history/mptcp.js";
import { MPTCP_KIND } from "../../history/mptcp-option.js";
import { SubflowNumbers } from "../../history/mptcp-subflow.js";
import { answeredConnections, findOption, isSegment } from "../../history/tcp.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";
import { answerPorts } from "../answer-ports.js";
import { eachSession, type Oracle, type Violation } from "../oracle.js";

const NAME = "authentication";
/** The worker that confirms waits for no timer. */
const LATEST_NS = 100_000_000;
/** They change what becomes of an address, or packets may be anything. */
const OTHERS: readonly number[] = [OP.setOption, OP.sysctl, OP.again, OP.twist];

/** The first address that is announced with a right HMAC is confirmed, whatever becomes of it. */
export const confirmation: Oracle = {
  name: NAME,
  source: "RFC 8684 section 3.4.1; net/mptcp/pm.c, mptcp_pm_add_addr_received()",
  needsMemory: true,
  judge: eachSession(judge),
};

function judge({ events, unit, isWhole }: Session, history: History): Violation | undefined {
  const { observations, program } = history;
  if (!isWhole || program.records.some(({ op }) => OTHERS.includes(op))) return undefined;
  const numbers = new SubflowNumbers();
  let isOpen = false;
  /** The kernel says MP_CAPABLE no more, which leaves no room for other options. */
  let isEstablished = false;
  let due: { readonly event: MptcpSent; readonly identifier: number; readonly ns: number } | undefined;
  for (const event of events) {
    if (event.type === "call") {
      const { op } = event.call.rec;
      if (op === OP.close || op === OP.settle || op === OP.shutdown) return undefined;
      isOpen ||= op === OP.accept || op === OP.connect;
      continue;
    }
    const { type, segment, timeNs, index } = event;
    if (due !== undefined && timeNs > due.ns) break;
    if ((segment.flags & (TCP_FLAG.RST | TCP_FLAG.FIN)) !== 0) return undefined;
    const record = type === "in" ? program.records[observations[index]?.record ?? -1] : undefined;
    if (type === "out") {
      isEstablished ||= event.dataAck !== undefined;
      if (due !== undefined && confirms(event, due.identifier)) return undefined;
    } else if (isAddress(record)) {
      // Of several at once only one is confirmed.
      const isSure =
        isOpen && isEstablished && segment.unit === unit && isPlain(record) && numbers.takes(event);
      if (!isSure || due !== undefined) return undefined;
      due = { event, identifier: identifierOf(record), ns: timeNs + LATEST_NS };
    }
    if (segment.unit === unit) numbers.add(event);
  }
  const last = observations.at(-1)?.timeNs ?? 0;
  if (due === undefined || last <= due.ns) return undefined;
  const message = `address ${due.identifier} is announced with a right HMAC, and not confirmed`;
  const { index, frame } = due.event;
  const numbersOf = answer(history, index);
  const instead = numbersOf && { event: `> ${answerPorts(frame)} . ${numbersOf} <...>`, until: due.ns };
  return { oracle: NAME, message, index, cause: "not confirmed", ...(instead && { instead }) };
}

/** What a segment has, as a script writes it, that acknowledges the peer's one with this index once more. */
function answer(history: History, index: number): string | undefined {
  for (const { events } of answeredConnections(history)) {
    let next = 0;
    for (const event of events) {
      if (!isSegment(event)) continue;
      if (event.type === "out") next = Math.max(next, event.to);
      else if (event.index === index) return `${next}:${next}(0) ack ${event.from}`;
    }
  }
  return undefined;
}

function isAddress(record: Rec | undefined): record is Rec {
  return record?.op === OP.mptcp && subtypeOf(record) === SUBTYPE.addAddress;
}

/** Nothing wrong with it, and not the address that the connection began with. */
function isPlain(record: Rec): boolean {
  const odd = MPTCP.wrong | MPTCP.shortOption | MPTCP.checksum;
  return (record.flags & odd) === 0 && (record.d & ADDRESS.echo) === 0 && identifierOf(record) > 0;
}

function confirms({ segment, frame }: MptcpSent, identifier: number): boolean {
  const at = findOption(frame, segment, MPTCP_KIND);
  if (at === undefined) return false;
  const [what = 0, which] = frame.subarray(at + 2);
  return what === ((SUBTYPE.addAddress << 4) | ECHO) && which === identifier;
}

/** Of ADD_ADDR: RFC 8684 section 3.4.1. */
const ECHO = 1;
