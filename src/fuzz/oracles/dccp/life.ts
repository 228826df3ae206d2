// SPDX-License-Identifier: GPL-2.0
import { DCCP } from "../../commands/dccp/packet.js";
import { type DccpEvent, isDccpPacket } from "../../history/dccp.js";
import { OP } from "../../program/operations.js";

const CLOSING: readonly number[] = [DCCP.close, DCCP.closeReq];
/** The kernel sends them only if both sides have heard of each other. */
const OPEN: readonly number[] = [DCCP.data, DCCP.ack, DCCP.dataAck];

/**
 * Follows a connection from where it is certainly open up to where it need not be any more, Resets from the
 * peer left aside.
 */
export class Life {
  #hasCall = false;
  #isOpen = false;
  #isProven = false;
  #isOver = false;

  get isOpen(): boolean {
    return this.#isOpen && !this.#isOver;
  }

  /** Nothing is certain from here on. */
  get isOver(): boolean {
    return this.#isOver;
  }

  add(event: DccpEvent): void {
    if (event.type === "other") {
      // An ICMP error ends a connection that is not open yet: net/dccp/ipv4.c, dccp_v4_err(). That may be one
      // that was accepted: dccp_check_req() looks at the acknowledgment only, and an Ack beyond the window
      // leaves the new socket in RESPOND.
      this.#isOver ||= !this.#isProven;
      return;
    }
    if (isDccpPacket(event)) {
      const { type } = event.packet;
      if (CLOSING.includes(type) || (event.type === "out" && type === DCCP.reset)) this.#isOver = true;
      // The client has heard of the server, and says so.
      if (event.type === "out" && this.#hasCall && type === DCCP.ack) this.#isOpen = true;
      if (event.type === "out" && OPEN.includes(type)) this.#isProven = true;
      return;
    }
    const { op } = event.call.rec;
    if (op === OP.accept) this.#isOpen = true;
    if (op === OP.accept || op === OP.connect) this.#hasCall = true;
    if (op === OP.close || op === OP.shutdown || op === OP.settle) this.#isOver = true;
  }
}
