// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { Acceptance } from "../history/acceptance.js";
import type { History } from "../history/history.js";
import type { Connection, TcpEvent } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { taskOf } from "../program/program.js";
import { eachConnection, type Instead, type Oracle, type Violation } from "./oracle.js";

/**
 * The kernel acknowledges nothing that was not sent, or that it has to drop, and takes no acknowledgment back. What comes
 * after close() is reset: RFC 1122 section 4.2.2.13.
 */
export const acknowledgment: Oracle = {
  name: "acknowledgment",
  source: "RFC 9293 section 3.4: RCV.NXT; net/ipv4/tcp_input.c, tcp_rcv_nxt_update()",
  judge: eachConnection(judge),
};

function judge({ events }: Connection, { program }: History): Violation | undefined {
  const acceptance = new Acceptance(program);
  // A subflow is open longer than the socket of its connection, and a socket as long as a call of another task waits.
  const isLast = program.protocol === "tcp" && program.records.every((record) => taskOf(record) === 0);
  let last = 0;
  const fins = new Set<number>();
  /** What had come when nobody could read any more. */
  let closed: number | undefined;
  for (const event of events) {
    acceptance.add(event);
    if (isLast && isClose(event)) closed ??= acceptance.end;
    if (event.type === "in" && (event.segment.flags & TCP_FLAG.FIN) !== 0) fins.add(event.to);
    if (event.type !== "out") continue;
    const { ack, index, segment } = event;
    // A reset for a segment that no connection wanted acknowledges that segment: RFC 9293 section 3.5.2.
    if (ack === undefined || (segment.flags & TCP_FLAG.RST) !== 0) continue;
    const { end } = acceptance;
    if (ack > end) {
      const message = `${ack} is acknowledged, and only what is before ${end} has come without a gap in segments that count`;
      return { oracle: "acknowledgment", message, index, cause: "excess", instead: acknowledging(end) };
    }
    if (ack < last) {
      const message = `${ack} is acknowledged after ${last}`;
      return { oracle: "acknowledgment", message, index, cause: "back", instead: acknowledging(last) };
    }
    // While both sides close a FIN behind a FIN counts, too: tcp_fin(), TCP_CLOSING.
    if (closed !== undefined && ack > closed + (fins.has(ack) ? fins.size : 0)) {
      const message = `${ack} is acknowledged after close(), which came after ${closed}`;
      return { oracle: "acknowledgment", message, index, cause: "closed" };
    }
    last = ack;
  }
  return undefined;
}

function isClose(event: TcpEvent): boolean {
  return event.type === "call" && event.observation.rec.op === OP.close && event.observation.ret === 0;
}

/** The same segment with another acknowledgment, and whatever window goes with that. */
function acknowledging(number: number): Instead {
  return { words: [/ ack \d+( win \d+)?/, ` ack ${number}`] };
}
