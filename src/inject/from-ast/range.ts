// SPDX-License-Identifier: GPL-2.0

import type { Span } from "../../dsl/ast.js";
import { PacketError } from "../packet-error.js";

/** By numbers of bits: V8 calls libm for a power. */
const LIMITS = Array.from({ length: 65 }, (_, bits) => 2 ** bits);

/** The value, if it fits a field of so many bits. */
export function fits(value: number, bits: number, what: string, span: Span): number {
  if (value >= 0 && value < (LIMITS[bits] ?? 0)) return value;
  throw new PacketError("out-of-range", span, `${what} ${value} does not fit in ${bits} bits`);
}
