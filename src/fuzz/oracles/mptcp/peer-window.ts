// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../../dsl/ast.js";
import type { MptcpSent, Session } from "../../history/mptcp.js";
import { SubflowNumbers } from "../../history/mptcp-subflow.js";
import { findOption } from "../../history/tcp.js";
import { eachSession, type Oracle, type Violation } from "../oracle.js";

/** The kernel sends no data beyond the window of the connection, which counts from the data acknowledgment. */
export const mptcpPeerWindow: Oracle = {
  name: "peer-window",
  source: "RFC 8684 section 3.3.4; net/mptcp/protocol.c, mptcp_check_allowed_size()",
  judge: eachSession(judge),
};

function judge({ events }: Session): Violation | undefined {
  const subflows = new Map<number, Subflow>();
  let acknowledged = 0;
  let edge = 0;
  for (const event of events) {
    if (event.type === "call") continue;
    const { segment, mapping, index } = event;
    const subflow = subflows.get(segment.unit) ?? new Subflow();
    subflows.set(segment.unit, subflow);
    subflow.add(event, edge - acknowledged);
    if (event.type === "in") {
      acknowledged = Math.max(acknowledged, event.dataAck ?? 0);
      edge = Math.max(edge, acknowledged + subflow.window);
    }
    const isData = event.type === "out" && segment.length > 0 && (segment.flags & TCP_FLAG.RST) === 0;
    if (!isData || mapping === undefined || mapping.to <= edge) continue;
    const message = `data up to ${mapping.to} is sent, and the window of the connection ends at ${edge}`;
    return { oracle: "peer-window", message, index, cause: "data beyond" };
  }
  return undefined;
}

const WINDOW_SCALE = 3;
const MOST_SCALE = 14;

/** The window that the kernel may go by on a subflow. */
class Subflow {
  readonly #numbers = new SubflowNumbers();
  #scale = 0;
  #window = 0;

  /** In bytes. */
  get window(): number {
    return this.#window;
  }

  /** @param room  in the window of the connection, which that of a subflow may become: mptcp_check_allowed_size() */
  add(event: MptcpSent, room: number): void {
    if (event.type === "in") this.#hear(event, room);
    this.#numbers.add(event);
  }

  #hear(event: MptcpSent, room: number): void {
    const { segment, frame } = event;
    const isSyn = (segment.flags & TCP_FLAG.SYN) !== 0;
    const scale = isSyn ? findOption(frame, segment, WINDOW_SCALE) : undefined;
    if (scale !== undefined) this.#scale = Math.max(this.#scale, Math.min(MOST_SCALE, frame[scale + 2] ?? 0));
    const window = segment.window * (isSyn ? 1 : 2 ** this.#scale);
    // A smaller one counts only in a segment that tells something newer, in order.
    const counts = this.#numbers.takes(event) && (window === 0 || this.#numbers.isNews(event));
    this.#window = counts ? window : Math.max(this.#window, window, room);
  }
}
