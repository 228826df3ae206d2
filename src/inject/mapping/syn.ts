// SPDX-License-Identifier: GPL-2.0

import { TCP_FLAG } from "../../dsl/ast.js";

const BOTH = TCP_FLAG.SYN | TCP_FLAG.ACK;

/** The flags of the segment that asks for a connection. */
export function isFirstSyn(flags: number): boolean {
  return (flags & BOTH) === TCP_FLAG.SYN;
}

/** The flags of the answer to it. */
export function isSynAck(flags: number): boolean {
  return (flags & BOTH) === BOTH;
}
