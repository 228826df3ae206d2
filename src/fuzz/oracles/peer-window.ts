// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import type { History } from "../history/history.js";
import { type Connection, isSegment, payloadEnd } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { sysctlIndex } from "../program/tables.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** The kernel sends no data beyond the window that the peer has announced. */
export const peerWindow: Oracle = {
  name: "peer-window",
  source: "RFC 9293 section 3.8.6; net/ipv4/tcp_output.c, tcp_snd_wnd_test()",
  judge: eachConnection(judge),
};

const SCALING = sysctlIndex("tcp_window_scaling");

function judge({ events }: Connection, { program }: History): Violation | undefined {
  // Between a SYN and its answer it makes the scale another one than both say.
  if (program.records.some(({ op, a }) => op === OP.sysctl && a === SCALING)) return undefined;
  let edge = 0;
  for (const event of events) {
    if (!isSegment(event)) continue;
    if (event.type === "in") {
      const { segment, window } = event;
      // The SYN of a passive open announces a window before there is an acknowledgment: RFC 7413 section 4.2.
      if ((segment.flags & TCP_FLAG.SYN) !== 0) edge = Math.max(edge, 1 + window);
      if (event.ack !== undefined) edge = Math.max(edge, event.ack + window);
      continue;
    }
    const { segment, index } = event;
    const end = payloadEnd(event);
    if (segment.length === 0 || end <= edge || (segment.flags & (TCP_FLAG.RST | TCP_FLAG.SYN)) !== 0)
      continue;
    const message = `data up to ${end} is sent, and the window ends at ${edge}`;
    return { oracle: "peer-window", message, index, cause: "beyond" };
  }
  return undefined;
}
