// SPDX-License-Identifier: GPL-2.0

import { TCP_FLAG } from "../../dsl/ast.js";
import type { History } from "../history/history.js";
import { type Connection, isSegment } from "../history/tcp.js";
import { OP } from "../program/operations.js";
import { optionIndex, sysctlIndex } from "../program/tables.js";
import { eachConnection, type Oracle, type Violation } from "./oracle.js";

/** The window that the kernel announces does not shrink: its right edge never goes back. */
export const ownWindow: Oracle = {
  name: "own-window",
  source: "RFC 9293 section 3.8.6: SHLD-14; net/ipv4/tcp_output.c, tcp_select_window()",
  judge: eachConnection(judge),
};

const BUFFERS = new Set(["SO_RCVBUF", "TCP_WINDOW_CLAMP"].map(optionIndex));
/** The last one, between a SYN and its answer, makes the scale another one than the SYN says. */
const MEMORY = new Set(["tcp_shrink_window", "tcp_mem", "tcp_rmem", "tcp_window_scaling"].map(sysctlIndex));

function judge({ events }: Connection, { program }: History): Violation | undefined {
  // Whoever asks for it gets it; and where memory is short the kernel may have to.
  if (
    program.records.some(
      ({ op, a }) => (op === OP.sysctl && MEMORY.has(a)) || (op === OP.setOption && BUFFERS.has(a)),
    )
  )
    return undefined;
  let edge = 0;
  for (const event of events) {
    if (!isSegment(event)) continue;
    // TIME-WAIT has no buffer, and tells a window that means nothing; so has what is left of FIN-WAIT-2.
    // Behind a reset a SYN cookie may open another connection.
    if (event.type === "out" && (event.segment.flags & (TCP_FLAG.FIN | TCP_FLAG.RST)) !== 0) return undefined;
    if (event.type !== "out" || event.ack === undefined) continue;
    const { segment, ack, window, index } = event;
    if ((segment.flags & TCP_FLAG.SYN) !== 0) continue;
    const now = ack + window;
    // Where there is no memory at all the kernel says so: ICSK_ACK_NOMEM.
    if (window > 0 && now < edge) {
      const message = `the window ends at ${now}, and ended at ${edge} before`;
      return { oracle: "own-window", message, index, cause: "shrunk" };
    }
    edge = Math.max(edge, now);
  }
  return undefined;
}
