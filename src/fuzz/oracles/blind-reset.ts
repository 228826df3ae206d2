// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { EAGAIN } from "../history/call-unit.js";
import { type Connection, isSegment, Prefix, sackBlocks } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { eachAttempt, type Oracle, type Violation } from "./oracle.js";

const ECONNRESET = -104;
const ECONNREFUSED = -111;

/**
 * A connection ends by a reset only if that has exactly the next number that is expected; and a SYN ends
 * none.
 */
export const blindReset: Oracle = {
  name: "blind-reset",
  source: "RFC 5961 sections 3.2 and 4.2; net/ipv4/tcp_input.c, tcp_validate_incoming()",
  judge: eachAttempt(judge),
};

function judge({ events, isActive }: Connection): Violation | undefined {
  const sent = new Prefix();
  let acknowledged = 0;
  let isOpen = false;
  const edges = new Set<number>();
  let isRefused = false;
  let hasEnded = false;
  for (const event of events) {
    // Errors of ICMP may end what has not begun.
    if (event.type === "other") {
      isRefused = true;
      continue;
    }
    if (!isSegment(event)) {
      const { rec, ret } = event.observation;
      if (!isOpen && isActive && !isRefused && ret === ECONNREFUSED) {
        const message = "a connect() is refused by segments that do not acknowledge its SYN";
        return { oracle: "blind-reset", message, index: event.index, cause: "refused", ...open(rec) };
      }
      if (!isOpen && rec.op !== OP.accept && rec.op !== OP.connect && !isActive) return undefined;
      if (rec.op === OP.accept) isOpen = true;
      if (rec.op === OP.close || rec.op === OP.settle) return undefined;
      if (ret === ECONNRESET && isOpen) {
        const message = "a connection is reset by segments that it has to ignore";
        return { oracle: "blind-reset", message, index: event.index, cause: "reset", ...open(rec) };
      }
      continue;
    }
    if (event.type === "out") {
      acknowledged = Math.max(acknowledged, event.ack ?? 0);
      // The kernel itself gives up; the peer's numbers have nothing to do with it.
      if ((event.segment.flags & TCP_FLAG.RST) !== 0) return undefined;
      if (isActive && event.ack !== undefined && (event.segment.flags & TCP_FLAG.SYN) === 0) isOpen = true;
      for (const [, end] of sackBlocks(event)) edges.add(end);
      continue;
    }
    const { segment, from } = event;
    sent.add(event.from, event.to);
    hasEnded ||= (segment.flags & TCP_FLAG.FIN) !== 0;
    if ((segment.flags & TCP_FLAG.RST) === 0) continue;
    if (event.ack === 1) isRefused = true;
    if (!isOpen && isActive) continue;
    // Some stacks do not count their FIN: tcp_reset_check().
    if (hasEnded && from === acknowledged - 1) return undefined;
    // What the kernel expects lies between what it has acknowledged and what hangs together.
    if (!isOpen || (from >= acknowledged && from <= sent.end) || edges.has(from)) return undefined;
  }
  return undefined;
}

/** What a call returns on a connection that goes on. */
export function open({ op, a }: Rec): Pick<Violation, "instead"> {
  if (op === OP.receive) return { instead: { ret: EAGAIN } };
  return op === OP.send ? { instead: { ret: a } } : {};
}
