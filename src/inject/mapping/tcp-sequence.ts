// SPDX-License-Identifier: GPL-2.0

import { type Direction, NO_SPAN, type Sequence, TCP_FLAG, type TcpHeader } from "../../dsl/ast.js";
import type { Connection } from "./connection.js";
import { subtract32 } from "./sequence.js";

/**
 * Where a script's segment starts, counted as the connection's packets are in the script; undefined
 * if that is left open. A number of the wire, `1:101(100)!`, is counted back.
 */
export function relativeStart(
  { sequence, flags }: Pick<TcpHeader, "sequence" | "flags">,
  connection: Connection,
  direction: Direction,
): number | undefined {
  switch (sequence.mode) {
    case "any":
      return undefined;
    case "absolute":
      return subtract32(sequence.start, sequenceOffset(flags.bits, connection, direction));
    case undefined:
      return sequence.start;
  }
}

/** What must be added, modulo 2^32, to a script's sequence number to get that of the wire. */
export function sequenceOffset(flags: number, connection: Connection, direction: Direction): number {
  return connection.offsets(direction, (flags & TCP_FLAG.SYN) !== 0).sequence;
}

/** Where a segment that an ICMP message quotes starts: it has been sent the other way. */
export function quotedStart(sequence: Sequence, connection: Connection): number | undefined {
  return relativeStart({ sequence, flags: NO_FLAGS }, connection, "outbound");
}

const NO_FLAGS: TcpHeader["flags"] = { span: NO_SPAN, bits: 0, ace: false };
