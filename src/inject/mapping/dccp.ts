// SPDX-License-Identifier: GPL-2.0

import type { DccpHeader as ScriptHeader } from "../../dsl/ast.js";
import type { DccpHeader } from "../wire/dccp/header.js";
import { DCCP_TYPE } from "../wire/dccp/layout.js";
import { add32, subtract32 } from "./sequence.js";
import { add48, extend24, subtract48 } from "./sequence48.js";

/**
 * The clock behind all timestamps of the kernel, in units of 10 µs; dccp_timestamp() in
 * net/dccp/timer.c. The first one that a script expects says what it calls the time.
 */
export class DccpClock {
  private offset: number | undefined;

  learn(script: number, live: number): void {
    this.offset ??= subtract32(live, script);
  }

  toScript(live: number): number {
    return subtract32(live, this.offset ?? 0);
  }

  toLive(script: number): number | undefined {
    return this.offset === undefined ? undefined : add32(script, this.offset);
  }
}

/**
 * The numbers of a DCCP connection on both sides: sequence numbers (RFC 4340 section 7) and the
 * kernel's clock (section 13.1).
 *
 * The script's own numbers go on the wire as they are. The kernel picks its initial sequence number,
 * which is the one of its first Request or Response, and counts time from its own start: the script
 * makes up both.
 */
export class DccpNumbers {
  /** What to add to the script's numbers to get the kernel's. */
  private iss: number | undefined;
  /** The last numbers of 48 bits in either direction, which short ones are near to. */
  private lastLocal = 0;
  private lastRemote = 0;
  private clock = new DccpClock();

  /** All connections of a kernel have one clock. */
  follow(clock: DccpClock): void {
    this.clock = clock;
  }

  /** The kernel opens another connection. */
  restart(): void {
    this.iss = undefined;
  }

  /** The script injects a packet with this sequence number. */
  injects(sequence: number): void {
    this.lastRemote = sequence;
  }

  /** The script expects `header`, and the kernel has sent `actual`. */
  learn(header: ScriptHeader, actual: DccpHeader): void {
    if (actual.packetType === DCCP_TYPE.REQUEST || actual.packetType === DCCP_TYPE.RESPONSE) {
      this.iss ??= header.absolute ? 0 : subtract48(actual.sequence, header.sequence);
    }
    if (actual.extended) this.lastLocal = actual.sequence;
    const wanted = header.options?.find((option) => option.type === "timestamp");
    const seen = actual.options.find((option) => option.type === "timestamp");
    if (wanted && seen) this.clock.learn(wanted.value, seen.value);
  }

  /** A sequence number of the kernel's, or the acknowledgment of one, as the script has it. */
  localToScript(live: number, extended: boolean): number {
    return subtract48(extended ? live : extend24(live, this.lastLocal), this.iss ?? 0);
  }

  localToLive(script: number): number {
    return add48(script, this.iss ?? 0);
  }

  /** A number of the script's, all 48 bits of it. */
  remoteToScript(live: number, extended: boolean): number {
    return extended ? live : extend24(live, this.lastRemote);
  }

  /** What the kernel's clock says, in the script's time. */
  clockToScript(live: number): number {
    return this.clock.toScript(live);
  }

  /** What the kernel has called the time that is `script`; undefined before its first timestamp. */
  clockToLive(script: number): number | undefined {
    return this.clock.toLive(script);
  }
}
