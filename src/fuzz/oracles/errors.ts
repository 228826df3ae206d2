// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import type { History } from "../history/history.js";
import { type Connection, isSegment } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { optionOf } from "../program/tables.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

const EPIPE = -32;
/** What icmp_err_convert of net/ipv4/icmp.c makes of errors of ICMP that end something, and EPROTO of the others. */
const OF_ICMP: ReadonlySet<number> = new Set([-111, -113, -101, -92, -112, -64, -71]);

/** A reset is told as ECONNRESET, as EPIPE only if the peer has ended its stream before. */
export const resetError: Oracle = {
  name: "errors",
  source: "net/ipv4/tcp_input.c, tcp_reset()",
  judge: eachConnection(judgeConnection),
};

function judgeConnection({ events, isWhole }: Connection): Violation | undefined {
  if (!isWhole) return undefined;
  for (const event of events) {
    if (event.type === "other") return undefined;
    if (isSegment(event)) {
      if (event.type === "in" && (event.segment.flags & TCP_FLAG.FIN) !== 0) return undefined;
      continue;
    }
    const { rec, ret } = event.observation;
    if (rec.op !== OP.receive || ret !== EPIPE) continue;
    const message = "recv() says EPIPE, and the peer has not ended its stream";
    return { oracle: "errors", message, index: event.index, cause: "epipe" };
  }
  return undefined;
}

/** Errors of ICMP are told to sockets that are connected, or have asked for them. */
export const datagramErrors: Oracle = {
  name: "errors",
  source: "RFC 1122 section 4.1.3.3, udp(7); net/ipv4/udp.c, __udp4_lib_err()",
  judge: ({ program, observations }: History): Violation | undefined => {
    if (program.records.some(({ op, a }) => op === OP.setOption && /RECVERR/.test(`${optionOf(a)?.name}`)))
      return undefined;
    const connected = new Set<number>();
    for (const [index, observation] of observations.entries()) {
      if (observation.type !== "call") continue;
      const { rec, ret, fd } = observation;
      if (rec.op === OP.connect) connected.add(fd);
      if (rec.op !== OP.receive || !OF_ICMP.has(ret) || connected.has(fd)) continue;
      const message = `recv() of a socket that is not connected fails with ${ret}`;
      return { oracle: "errors", message, index, cause: "unconnected" };
    }
    return undefined;
  },
};
