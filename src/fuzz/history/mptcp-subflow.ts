// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import type { MptcpSent } from "./mptcp.js";

/** Numbers of a subflow, as far as they can be told from outside: of TCP, not of the connection's data. */
export class SubflowNumbers {
  /** Next number of the peer as the kernel has acknowledged it, and behind the last of the kernel's. */
  #expected: number | undefined;
  #sent: number | undefined;
  /** The greatest that the peer has acknowledged, and sent. */
  #una: number | undefined;
  #latest: number | undefined;

  /** After what is to be known of a segment has been asked. */
  add({ type, segment }: MptcpSent): void {
    const { flags, sequence, acknowledgment, length } = segment;
    const hasAck = (flags & TCP_FLAG.ACK) !== 0;
    if (type === "in") {
      if (hasAck) this.#una = later(this.#una, acknowledgment);
      this.#latest = later(this.#latest, sequence);
    } else if ((flags & TCP_FLAG.RST) === 0) {
      if (hasAck) this.#expected = acknowledgment;
      this.#sent = later(this.#sent, sequence + length + ((flags & TCP_FLAG.SYN) !== 0 ? 1 : 0));
    }
  }

  /** Whether the kernel has to take a segment of the peer's: nothing but what follows, and acknowledges what was sent. */
  takes({ segment: { flags, sequence, acknowledgment } }: MptcpSent): boolean {
    return (
      (flags & ~TCP_FLAG.PSH) === TCP_FLAG.ACK &&
      sequence === this.#expected &&
      !isLater(acknowledgment, this.#sent) &&
      later(this.#una, acknowledgment) === acknowledgment
    );
  }

  /** Whether it acknowledges more than those before, or has a later number: tcp_may_update_window(). */
  isNews({ segment: { sequence, acknowledgment } }: MptcpSent): boolean {
    return isLater(acknowledgment, this.#una) || isLater(sequence, this.#latest);
  }
}

/** Whether it is a later number than the other one, if there is one. */
function isLater(number: number, other: number | undefined): boolean {
  return other === undefined || ((number - other) | 0) > 0;
}

/** The later one of both. */
function later(one: number | undefined, other: number): number {
  return one !== undefined && ((one - other) | 0) >= 0 ? one : other >>> 0;
}
