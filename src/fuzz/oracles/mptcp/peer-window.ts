// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../../dsl/ast.js";
import type { MptcpSent, Session } from "../../history/mptcp.js";
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

/** The window that the kernel may go by on a subflow: tcp_may_update_window() of net/ipv4/tcp_input.c. */
class Subflow {
  #scale = 0;
  #window = 0;
  /** Next number of the peer as the kernel has acknowledged it, and behind the last of the kernel's. */
  #expected: number | undefined;
  #sent: number | undefined;
  /** The greatest that the peer has acknowledged, and sent. */
  #una: number | undefined;
  #latest: number | undefined;

  /** In bytes. */
  get window(): number {
    return this.#window;
  }

  /** @param room  in the window of the connection, which that of a subflow may become: mptcp_check_allowed_size() */
  add({ type, segment, frame }: MptcpSent, room: number): void {
    const { flags, sequence, acknowledgment, length } = segment;
    const isSyn = (flags & TCP_FLAG.SYN) !== 0;
    if (type === "out") {
      if ((flags & TCP_FLAG.RST) !== 0) return;
      if ((flags & TCP_FLAG.ACK) !== 0) this.#expected = acknowledgment;
      this.#sent = latest(this.#sent, sequence + length + (isSyn ? 1 : 0));
      return;
    }
    const scale = isSyn ? findOption(frame, segment, WINDOW_SCALE) : undefined;
    if (scale !== undefined) this.#scale = Math.max(this.#scale, Math.min(MOST_SCALE, frame[scale + 2] ?? 0));
    const window = segment.window * (isSyn ? 1 : 2 ** this.#scale);
    // A smaller one counts only in a segment that tells something newer, in order.
    const isNewer = window === 0 || isBehind(acknowledgment, this.#una) || isBehind(sequence, this.#latest);
    const isTaken =
      (flags & ~TCP_FLAG.PSH) === TCP_FLAG.ACK &&
      sequence === this.#expected &&
      !isBehind(acknowledgment, this.#sent) &&
      latest(this.#una, acknowledgment) === acknowledgment;
    this.#window = isTaken && isNewer ? window : Math.max(this.#window, window, room);
    if ((flags & TCP_FLAG.ACK) !== 0) this.#una = latest(this.#una, acknowledgment);
    this.#latest = latest(this.#latest, sequence);
  }
}

/** Whether it is a later number than the other one, if there is one. */
function isBehind(number: number, other: number | undefined): boolean {
  return other === undefined || ((number - other) | 0) > 0;
}

/** The later one of both. */
function latest(one: number | undefined, other: number): number {
  return one !== undefined && ((one - other) | 0) >= 0 ? one : other >>> 0;
}
