// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { Acceptance } from "../history/acceptance.js";
import type { History } from "../history/history.js";
import { type Connection, isSegment } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { optionIndex, sysctlIndex } from "../program/tables.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

const FAST_OPEN_OPTION = optionIndex("TCP_FASTOPEN");
const FAST_OPEN_SYSCTL = sysctlIndex("tcp_fastopen");

/**
 * A connection is open only once the peer has acknowledged the kernel's SYN: before that there is nothing to
 * accept, and connect() has not succeeded.
 */
export const handshake: Oracle = {
  name: "handshake",
  source: "RFC 9293 sections 3.5 and 3.10.7; net/ipv4/tcp_minisocks.c, tcp_check_req()",
  judge: eachConnection(judge),
};

function judge({ events, isActive }: Connection, { program }: History): Violation | undefined {
  const isFast = program.records.some(
    ({ op, a }) =>
      (op === OP.setOption && a === FAST_OPEN_OPTION) || (op === OP.sysctl && a === FAST_OPEN_SYSCTL),
  );
  if (isFast) return undefined;
  const acceptance = new Acceptance(program);
  /** Both have sent a SYN before they knew of the other's. */
  let isSimultaneous = false;
  const violation = (index: number, message: string, cause: string): Violation => ({
    oracle: "handshake",
    message,
    index,
    cause,
  });
  for (const event of events) {
    const isTaken = acceptance.add(event);
    if (event.type === "other") return undefined;
    if (!isSegment(event)) {
      const { rec, ret } = event.observation;
      if (!isActive && rec.op === OP.accept && ret >= 0)
        return violation(
          event.index,
          "accept() returns a connection whose SYN the peer has not acknowledged",
          "accepted",
        );
      continue;
    }
    const { type, segment, ack = 0, index } = event;
    const isSyn = (segment.flags & TCP_FLAG.SYN) !== 0;
    if (type === "in") {
      isSimultaneous ||= isActive && isSyn && event.ack === undefined;
      if (isTaken && ack === 1 && (isSyn || isSimultaneous || !isActive)) return undefined;
      continue;
    }
    if (!isActive || isSyn || (segment.flags & TCP_FLAG.RST) !== 0) continue;
    if (!isSimultaneous)
      return violation(
        index,
        "connect() goes on without a SYN of the peer's that acknowledges the kernel's",
        "connected",
      );
    if (ack > 1)
      return violation(index, "data is taken, and the peer has not acknowledged the SYN", "simultaneous");
  }
  return undefined;
}
