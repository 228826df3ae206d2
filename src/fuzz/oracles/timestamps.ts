// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { clockOf, echoOf } from "../history/acceptance.js";
import type { History } from "../history/history.js";
import { type Connection, isSegment } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { sysctlIndex } from "../program/tables.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/**
 * Time stamps are in all segments if both SYNs have them, else in none; an echo is of a time stamp of
 * the peer's, and never of an older one than the echo before.
 */
export const timestamps: Oracle = {
  name: "timestamps",
  source: "RFC 7323 sections 3.2 and 4.3; net/ipv4/tcp_input.c, tcp_replace_ts_recent()",
  judge: eachConnection(judge),
};

const SYSCTL = sysctlIndex("tcp_timestamps");

function isEnd({ op }: Rec): boolean {
  return op === OP.close || op === OP.settle;
}

function judge({ events, isActive }: Connection, { program }: History): Violation | undefined {
  if (program.records.some(({ op, a }) => op === OP.sysctl && a === SYSCTL)) return undefined;
  const clocks = new Set<number>();
  let peer: boolean | undefined;
  let kernel: boolean | undefined;
  let last: number | undefined;
  const violation = (index: number, message: string, cause: string): Violation => ({
    oracle: "timestamps",
    message,
    index,
    cause,
  });
  for (const event of events) {
    if (!isSegment(event)) {
      // What is left of a connection need not remember.
      if (event.type === "call" && isEnd(event.observation.rec)) return undefined;
      continue;
    }
    const { type, segment, frame, index } = event;
    if ((segment.flags & TCP_FLAG.RST) !== 0) continue;
    const isSyn = (segment.flags & TCP_FLAG.SYN) !== 0;
    const clock = clockOf(frame, segment);
    if (type === "in") {
      // Which of two SYNs counts nobody knows.
      if (isSyn && peer !== undefined && peer !== (clock !== undefined)) return undefined;
      if (isSyn) peer = clock !== undefined;
      // A cookie keeps what was agreed on in the time stamp that the peer has to give back.
      if (!isSyn && last === undefined && peer !== (clock !== undefined)) return undefined;
      if (clock !== undefined) clocks.add(clock);
      continue;
    }
    if (isSyn) {
      // One that answers may be the kernel's first one again: both open at the same time.
      if (peer === false && clock !== undefined && !isActive)
        return violation(index, "a SYN has a time stamp, and the peer's has none", "unasked");
      kernel = clock !== undefined;
      continue;
    }
    if ((segment.flags & TCP_FLAG.FIN) !== 0) return undefined;
    if (peer === undefined || kernel === undefined) continue;
    const isAgreed = peer && kernel;
    if (isAgreed && clock === undefined)
      return violation(index, "a segment has no time stamp, and both SYNs have", "missing");
    if (clock === undefined) continue;
    if (!isAgreed) return violation(index, "a segment has a time stamp, and not both SYNs have", "unasked");
    const echo = echoOf(frame, segment) ?? 0;
    if (!clocks.has(echo))
      return violation(index, `time stamp ${echo} is echoed, which the peer has not sent`, "echo");
    if (last !== undefined && ((echo - last) | 0) < 0)
      return violation(index, `time stamp ${echo} is echoed after ${last}`, "back");
    last = echo;
  }
  return undefined;
}
