// SPDX-License-Identifier: GPL-2.0
import type { IntegerExpression, Span } from "../ast.js";

const MIN = -(2n ** 63n);
const MAX = 2n ** 64n - 1n;

/** An integer of an expression, undefined outside of -2^63 … 2^64-1. */
export function integer(span: Span, digits: string, radix: 10 | 16): IntegerExpression | undefined {
  const near = Number(digits);
  // `+ 0` makes 0 of -0
  if (Number.isSafeInteger(near)) return { type: "integer", span, value: near + 0, radix };
  if (digits.length > 128) return undefined;
  const exact = digits.startsWith("-") ? -BigInt(digits.slice(1)) : BigInt(digits);
  if (exact < MIN || exact > MAX) return undefined;
  return { type: "integer", span, value: exact, radix };
}

export const TOO_LARGE = "the number is larger than any field of a packet";

/** A number of a packet; undefined if it would not be exact. */
export function natural(digits: string): number | undefined {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The same of up to 64 bits: a bigint where a number would not be exact, undefined if there are more. */
export function natural64(digits: string): number | bigint | undefined {
  const near = Number(digits);
  if (Number.isSafeInteger(near)) return near;
  if (digits.length > 128) return undefined;
  const exact = BigInt(digits);
  return exact > MAX ? undefined : exact;
}

/** Seconds such as "1", ".5", "1.000000001" to ns; undefined if that loses digits. */
export function nanoseconds(text: string): number | undefined {
  const dot = text.indexOf(".");
  const whole = dot < 0 ? text : text.slice(0, dot);
  const fraction = dot < 0 ? "" : text.slice(dot + 1);
  const significant = fraction.length > 9 ? fraction.replace(/0+$/, "") : fraction;
  if (significant.length > 9) return undefined;
  const ns = Number(whole) * 1e9 + Number(significant.padEnd(9, "0"));
  return Number.isSafeInteger(ns) ? ns : undefined;
}

/** An even number of hex digits to bytes. */
export function hexBytes(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
