// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { getU32 } from "../../inject/wire/bytes.js";
import { OP } from "../program/operations.js";
import type { Program } from "../program/program.js";
import { findOption, isSegment, Prefix, type Sent, type TcpEvent } from "./tcp.js";

const TIMESTAMPS = 8;
/** In the field of a segment. */
const MOST_WINDOW = 0xffff;

/**
 * Which segments of the peer's the kernel may take, as far as that can be told from outside: of the others
 * nothing counts. RFC 9293 section 3.10.7.4, RFC 5961 sections 4 and 5, RFC 7323 section 5;
 * tcp_validate_incoming() and tcp_ack() of net/ipv4/tcp_input.c.
 */
export class Acceptance {
  /** Number after the last one that the kernel has sent. */
  #highest = 0;
  /** Right edge of the window that the kernel has announced. */
  #edge = 0;
  /** Of the SYNs: the peer's first time stamp, and whether the kernel's has one, too. Null: some have, some have not. */
  #clock: number | null | undefined;
  #hasSyn = false;
  /** Of the first segment behind them. */
  #first: number | undefined;
  #isStamped = false;
  readonly #taken = new Prefix();
  #isActive = false;
  /** Where the kernel may have sent what is not seen, or has no socket any more. */
  #isVague = false;
  /**
   * Subflows of MPTCP share a window, which may move without a word on this one: net/mptcp/options.c, rwin_update(). And
   * where both sides open, the kernel goes on to scale its window though the peer has offered none.
   */
  #hasOwnWindow: boolean;

  constructor({ protocol }: Program) {
    this.#hasOwnWindow = protocol !== "mptcp";
  }

  /** Number behind what the kernel may have taken, as far as it hangs together. */
  get end(): number {
    return this.#taken.end;
  }

  /** All events of a connection, in order. For one of the peer's: whether the kernel may take it. */
  add(event: TcpEvent): boolean {
    if (!isSegment(event)) {
      const { op } = event.type === "call" ? event.observation.rec : { op: undefined };
      if (op === undefined || op === OP.close || op === OP.settle || op === OP.shutdown) this.#isVague = true;
      return false;
    }
    if (event.type === "out") this.#send(event);
    if (event.type === "out" || !this.#takes(event)) return false;
    this.#taken.add(event.from, event.to);
    return true;
  }

  #send({ segment, frame, to, ack, window }: Sent): void {
    if ((segment.flags & TCP_FLAG.RST) !== 0) return;
    if ((segment.flags & TCP_FLAG.SYN) !== 0) {
      this.#isStamped = clockOf(frame, segment) !== undefined;
      this.#isActive ||= ack === undefined;
    }
    this.#highest = Math.max(this.#highest, to);
    // The kernel goes by more than it can tell: tcp_select_window() cuts off what does not fit the field.
    const isMost = segment.window === MOST_WINDOW;
    if (ack !== undefined)
      this.#edge = Math.max(this.#edge, isMost ? Number.POSITIVE_INFINITY : ack + window);
  }

  #takes({ segment, frame, from, ack }: Sent): boolean {
    const { flags, length } = segment;
    if ((flags & TCP_FLAG.SYN) !== 0) {
      const clock = clockOf(frame, segment);
      if (!this.#hasSyn) this.#clock = clock;
      else if ((clock === undefined) !== (this.#clock === undefined)) this.#clock = null;
      this.#hasSyn = true;
      if (this.#isActive && ack === undefined) this.#hasOwnWindow = false;
      return true;
    }
    if (this.#isVague) return true;
    if ((flags & TCP_FLAG.RST) !== 0) return false;
    // The number of the kernel's SYN counts as one of before if it was the first: tcp_ack(), bytes_acked.
    if (ack === undefined || ack < (this.#isActive ? 0 : 1) || ack > this.#highest) return false;
    if (this.#isBeyond(from, length)) return false;
    if (!this.#isStamped || this.#clock === undefined || this.#clock === null) return true;
    const clock = clockOf(frame, segment);
    if (clock === undefined) return true;
    // Who has kept the SYN in a cookie knows no time stamp before this one.
    if (from <= this.end) this.#first ??= clock;
    return this.#first === undefined || ((clock - this.#first) | 0) >= 0;
  }

  /** In order the kernel takes a segment, whatever it has announced: tcp_rcv_established(). */
  #isBeyond(from: number, length: number): boolean {
    if (!this.#hasOwnWindow || from <= this.end || this.#edge === 0) return false;
    return from > this.#edge || (from === this.#edge && length > 0);
  }
}

/** TSval of a segment; undefined without the option. */
export function clockOf(frame: Uint8Array, segment: Sent["segment"]): number | undefined {
  const at = findOption(frame, segment, TIMESTAMPS);
  return at === undefined ? undefined : getU32(frame, at + 2);
}

/** TSecr of a segment; undefined without the option. */
export function echoOf(frame: Uint8Array, segment: Sent["segment"]): number | undefined {
  const at = findOption(frame, segment, TIMESTAMPS);
  return at === undefined ? undefined : getU32(frame, at + 6);
}
