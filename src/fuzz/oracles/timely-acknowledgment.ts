// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { EAGAIN } from "../history/call-unit.js";
import type { History } from "../history/history.js";
import { isPlain } from "../history/plain.js";
import { type Connection, isSegment, Prefix } from "../history/tcp.js";
import { OP, PEER_PORT } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { optionIndex } from "../program/tables.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** RFC 1122 section 4.2.3.2, and the tick that a timer may be late. */
const LATEST_NS = 501_000_000;

const BUFFER = optionIndex("SO_RCVBUF");

/** Whether a program makes memory short. */
function isMemory({ op, a }: Rec): boolean {
  return op === OP.sysctl || (op === OP.setOption && a === BUFFER);
}

/** Data in order and within the window that the kernel has announced is acknowledged within half a second. */
export const timelyAcknowledgment: Oracle = {
  name: "timely-acknowledgment",
  source: "RFC 9293 section 3.8.6.3; net/ipv4/tcp_timer.c, tcp_delack_timer_handler()",
  needsMemory: true,
  judge: eachConnection(judge),
};

function judge(
  { events, isWhole, isActive, unit }: Connection,
  { observations, program }: History,
): Violation | undefined {
  if (!isWhole || program.records.some(isMemory)) return undefined;
  const plain = new Prefix();
  plain.add(0, 1);
  let acknowledged = 0;
  let fin = Number.POSITIVE_INFINITY;
  let highest = 0;
  let edge = 0;
  let due: { readonly end: number; readonly ns: number; readonly index: number } | undefined;
  let isOpen = false;
  let localPort = 0;
  let next = 0;
  for (const event of events) {
    if (event.type === "other") continue;
    if (!isSegment(event)) {
      const { rec, ret } = event.observation;
      // What comes after the end of a connection may be answered by a reset, or by nothing.
      if (rec.op === OP.close || rec.op === OP.settle || rec.op === OP.shutdown) return undefined;
      if ((rec.op === OP.send || rec.op === OP.receive) && ret < 0 && ret !== EAGAIN) return undefined;
      if (rec.op === OP.accept) isOpen = true;
      continue;
    }
    const { segment, timeNs, index } = event;
    if (due !== undefined && timeNs > due.ns) break;
    if ((segment.flags & (TCP_FLAG.RST | TCP_FLAG.URG)) !== 0) return undefined;
    if (event.type === "out") {
      // What is closed here need not take what comes.
      if ((segment.flags & TCP_FLAG.FIN) !== 0) return undefined;
      acknowledged = Math.max(acknowledged, event.ack ?? 0);
      localPort = segment.localPort;
      next = Math.max(next, event.to);
      edge = Math.max(edge, (event.ack ?? 0) + event.window);
      if (due !== undefined && acknowledged >= due.end) due = undefined;
      isOpen ||= isActive && (segment.flags & TCP_FLAG.SYN) === 0;
      continue;
    }
    // Behind its FIN the peer has nothing to say.
    if (event.to > fin) return undefined;
    if (!isPlain(event, program.records[event.record], next)) continue;
    if ((segment.flags & TCP_FLAG.FIN) !== 0) {
      if (event.to < highest) return undefined;
      fin = event.to;
    }
    highest = Math.max(highest, event.to);
    // A window that is full, or memory that is short, drops what it likes.
    if (!isOpen || event.to === event.from || event.to > edge) continue;
    const before = plain.end;
    plain.add(event.from, event.to);
    if (plain.end > before) due ??= { end: plain.end, ns: timeNs + LATEST_NS, index };
  }
  const end = observations.at(-1);
  if (due === undefined || end === undefined || end.timeNs <= due.ns) return undefined;
  const message = `data up to ${due.end} was not acknowledged within 500 ms`;
  return {
    oracle: "timely-acknowledgment",
    message,
    index: due.index,
    cause: "late",
    instead: {
      event: `> ${localPort} > ${PEER_PORT + unit} . ${next}:${next}(0) ack ${due.end} <...>`,
      until: due.ns,
    },
  };
}
