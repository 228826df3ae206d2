// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { EAGAIN } from "../history/call-unit.js";
import type { History } from "../history/history.js";
import { isPlain } from "../history/plain.js";
import { type Connection, isSegment } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** Nothing holds a FIN back: neither Nagle's algorithm nor the congestion window. */
const AT_ONCE_NS = 1e9;
/** Longer a connection may have been given up without a word. */
const SILENCE_NS = 5e9;
const PEEK = 0x2;

/**
 * Once the application has ended the stream, and all of it is acknowledged, a FIN is sent; and a socket that is closed
 * while it has data that nobody has read sends a reset instead.
 */
export const finish: Oracle = {
  name: "finish",
  source: "RFC 9293 section 3.10.4, RFC 2525 section 2.17; net/ipv4/tcp.c, __tcp_close(), tcp_shutdown()",
  needsMemory: true,
  judge: eachConnection(judge),
};

function judge(
  { events, isWhole, isActive }: Connection,
  { observations, program }: History,
): Violation | undefined {
  // A call that waits does what it does later; options end connections in ways of their own.
  if (observations.some(({ type }) => type === "blocked")) return undefined;
  if (program.records.some(({ op }) => op === OP.sysctl)) return undefined;
  const hasOptions = program.records.some(({ op }) => op === OP.setOption);
  let isOpen = false;
  let written = 0;
  let read = 0;
  /** By the kernel, and by segments that it has to take. */
  let acknowledged = 1;
  let surely = 1;
  let highest = 1;
  let hasRoom = false;
  let latest = 0;
  let fins = 0;
  let heardNs = 0;
  /** Since when nothing but the FIN is missing, and at which event it showed. */
  let ended: { readonly ns: number; readonly index: number } | undefined;
  let isClosed = false;
  for (const event of events) {
    if (event.type === "other") return undefined;
    if (!isSegment(event)) {
      const { rec, ret, timeNs } = event.observation;
      if (ended !== undefined && timeNs > ended.ns + AT_ONCE_NS) return late(ended.index);
      if ((rec.op === OP.send || rec.op === OP.receive) && ret < 0 && ret !== EAGAIN) return undefined;
      if (rec.op === OP.connect && !isActive) return undefined;
      if (rec.op === OP.accept) isOpen = true;
      if (rec.op === OP.send && ret > 0) written += ret;
      if (rec.op === OP.receive && ret > 0 && (rec.flags & PEEK) === 0) read += ret;
      const isClose = (rec.op === OP.close || rec.op === OP.settle) && ret === 0;
      if (isClose && isOpen && acknowledged - 1 - fins > read) {
        if (hasOptions || isClosed || highest > surely || timeNs - heardNs > SILENCE_NS) return undefined;
        // It would have come before the call is told.
        const message = `close() leaves ${acknowledged - 1 - fins - read} bytes unread, and sends no reset`;
        return { oracle: "finish", message, index: event.index, cause: "no reset" };
      }
      if (isClose || (rec.op === OP.shutdown && ret === 0 && (rec.a | 0) >= 1)) {
        isClosed = true;
        if (isOpen && surely > written && hasRoom) ended ??= { ns: timeNs, index: event.index };
      }
      continue;
    }
    const { segment, timeNs, index } = event;
    if (ended !== undefined && timeNs > ended.ns + AT_ONCE_NS) return late(ended.index);
    if ((segment.flags & (TCP_FLAG.RST | TCP_FLAG.URG)) !== 0) return undefined;
    if (event.type === "out") {
      // Where the window is read from is no longer sure.
      if ((segment.flags & TCP_FLAG.FIN) !== 0) return undefined;
      acknowledged = Math.max(acknowledged, event.ack ?? 0);
      highest = Math.max(highest, event.to);
      isOpen ||= isActive && (segment.flags & TCP_FLAG.SYN) === 0;
      continue;
    }
    heardNs = timeNs;
    // A window counts only if no segment with a later number came before: SND.WL1.
    latest = Math.max(latest, event.from);
    if ((segment.flags & TCP_FLAG.FIN) !== 0) fins = 1;
    if (
      !isPlain(event, program.records[event.record], highest) ||
      event.from !== acknowledged ||
      event.from < latest
    ) {
      // It may say something about the window.
      hasRoom = false;
      ended = undefined;
      continue;
    }
    surely = Math.max(surely, event.ack ?? 0);
    hasRoom = event.window > 0 && (event.ack ?? 0) === surely;
    if (!hasRoom) ended = undefined;
    else if (isClosed && isOpen && surely > written) ended ??= { ns: timeNs, index };
  }
  const endNs = observations.at(-1)?.timeNs ?? 0;
  return isWhole && ended !== undefined && endNs > ended.ns + AT_ONCE_NS ? late(ended.index) : undefined;
}

function late(index: number): Violation {
  const message = "the stream has ended, all of it is acknowledged, and no FIN is sent";
  return { oracle: "finish", message, index, cause: "no FIN" };
}
