// SPDX-License-Identifier: GPL-2.0

import { TCP_FLAG } from "../../dsl/ast.js";
import { EAGAIN } from "../history/call-unit.js";
import type { History } from "../history/history.js";
import { isPlain } from "../history/plain.js";
import { type Connection, isSegment } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

const NAME = "patience";
const ETIMEDOUT = -110;
/** R2: as long at least nobody gives up. */
const LEAST_NS = 100_000_000_000;

/** A connection whose peer answers is not given up: ETIMEDOUT comes after 100 s of silence at least. */
export const patience: Oracle = {
  name: NAME,
  source: "RFC 9293 section 3.8.3: R2; net/ipv4/tcp_timer.c, tcp_write_timeout(), tcp_probe_timer()",
  judge: eachConnection(judge),
};

function judge({ events }: Connection, { program }: History): Violation | undefined {
  // They have to do with timeouts, or may have.
  if (program.records.some(({ op }) => op === OP.setOption || op === OP.sysctl)) return undefined;
  let sent = 0;
  let expected = 1;
  let heardNs: number | undefined;
  for (const event of events) {
    if (event.type === "other") return undefined;
    if (isSegment(event)) {
      // What is given up already says so to whoever comes late.
      if ((event.segment.flags & TCP_FLAG.RST) !== 0) return undefined;
      if (event.type === "out") {
        sent = Math.max(sent, event.to);
        expected = event.ack ?? expected;
      } else if (isPlain(event, program.records[event.record], sent) && event.from === expected)
        heardNs = event.timeNs;
      continue;
    }
    const { rec, ret, timeNs } = event.observation;
    if (rec.op !== OP.send && rec.op !== OP.receive) continue;
    if (ret === ETIMEDOUT && heardNs !== undefined && timeNs - heardNs < LEAST_NS) {
      const seconds = Math.round((timeNs - heardNs) / 1e9);
      const message = `ETIMEDOUT, and the peer was heard ${seconds} s before`;
      return { oracle: NAME, message, index: event.index, cause: "too early", instead: { ret: EAGAIN } };
    }
  }
  return undefined;
}
