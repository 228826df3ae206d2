// SPDX-License-Identifier: GPL-2.0
import { OPTION } from "../commands/tcp/segment.js";
import type { History } from "../history/history.js";
import { type Connection, FLAG, isSegment, Prefix, type Sent } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** RFC 1122 section 4.2.3.2, and the tick that a timer may be late. */
const LATEST_NS = 501_000_000;

const EAGAIN = -11;

/** Options that no rule of acceptance looks at: timestamps as they should be, SACK blocks. */
const USUAL = OPTION.timestamps | (3 * OPTION.blocks);

/** Nothing about it may keep the kernel from taking it. */
function isPlain({ segment, ack }: Sent, record: Rec | undefined): boolean {
  const flags = segment.flags & ~FLAG.psh;
  return (
    flags === FLAG.ack &&
    ack !== undefined &&
    record?.op === OP.segment &&
    (record.d & ~USUAL & 0xfff) === 0 &&
    (record.b | 0) <= 0
  );
}

/** Data in order and within the window that the kernel has announced is acknowledged within half a second. */
export const timelyAcknowledgment: Oracle = {
  name: "timely-acknowledgment",
  source: "RFC 9293 section 3.8.6.3; net/ipv4/tcp_timer.c, tcp_delack_timer_handler()",
  judge: eachConnection(judge),
};

function judge(
  { events, isWhole, isActive }: Connection,
  { observations, program }: History,
): Violation | undefined {
  if (!isWhole) return undefined;
  const plain = new Prefix();
  plain.add(0, 1);
  let acknowledged = 0;
  let edge = 0;
  let due: { readonly end: number; readonly ns: number; readonly index: number } | undefined;
  let isOpen = false;
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
    if ((segment.flags & (FLAG.rst | FLAG.urg | FLAG.fin)) !== 0) return undefined;
    if (event.type === "out") {
      acknowledged = Math.max(acknowledged, event.ack ?? 0);
      edge = Math.max(edge, (event.ack ?? 0) + event.window);
      if (due !== undefined && acknowledged >= due.end) due = undefined;
      isOpen ||= isActive && (segment.flags & FLAG.syn) === 0;
      continue;
    }
    if (!isPlain(event, program.records[event.record])) continue;
    const before = plain.end;
    plain.add(event.from, event.to);
    if (
      !isOpen ||
      event.to === event.from ||
      event.from !== before ||
      plain.end !== event.to ||
      event.to > edge
    )
      continue;
    due ??= { end: event.to, ns: timeNs + LATEST_NS, index };
  }
  const end = observations.at(-1);
  if (due === undefined || end === undefined || end.timeNs <= due.ns) return undefined;
  const message = `data up to ${due.end} was not acknowledged within 500 ms`;
  return { oracle: "timely-acknowledgment", message, index: due.index, cause: "late" };
}
