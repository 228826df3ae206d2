// SPDX-License-Identifier: GPL-2.0

import { type Contents, NO_SPAN } from "../../dsl/ast.js";
import { escapeBytes, unescapeString } from "../../dsl/escape.js";
import { pattern, patternStart } from "./pattern.js";

const ZEROS = new Uint8Array(0x10000);
/** From so many bytes on it is faster to call memcmp(). */
const LONG = 128;
/** As much of contents is shown that are neither zeros nor the pattern. */
const SHOWN = 16;

/** Payloads are zeros, as packetdrill's are, unless a script says something else. */
export function zeros(length: number): Uint8Array {
  return ZEROS.subarray(0, length);
}

/**
 * The bytes that a packet of this length carries.
 * @returns fewer than `length` where a string is open, or does not have them
 */
export function contentsBytes(contents: Contents | undefined, length: number): Uint8Array {
  if (contents === undefined) return zeros(length);
  if (contents.type === "pattern") return pattern(contents.start, length);
  return stringBytes(contents).subarray(0, length);
}

/** The same, with zeros behind a string that has fewer bytes. */
export function payloadBytes(contents: Contents | undefined, length: number): Uint8Array {
  const bytes = contentsBytes(contents, length);
  if (bytes.length === length) return bytes;
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return whole;
}

/** All bytes of strings next to each other. */
export function stringBytes(contents: Exclude<Contents, { readonly type: "pattern" }>): Uint8Array {
  const parts = contents.type === "concat" ? contents.parts : [contents];
  return Buffer.concat(parts.map(({ raw }) => unescapeString(raw).bytes));
}

/** What a script would write for these bytes, the first of them if there are many; nothing for zeros. */
export function contentsToAst(bytes: Uint8Array): Contents | undefined {
  if (firstDifference(bytes, zeros(bytes.length)) < 0) return undefined;
  const start = patternStart(bytes);
  if (start !== undefined) return { type: "pattern", span: NO_SPAN, start };
  const isLong = bytes.length > SHOWN;
  return {
    type: "string",
    span: NO_SPAN,
    raw: escapeBytes(isLong ? bytes.subarray(0, SHOWN) : bytes),
    open: isLong,
  };
}

/** Index of the first byte in which they differ, as far as both go; -1 if there is none. */
export function firstDifference(bytes: Uint8Array, others: Uint8Array): number {
  const length = Math.min(bytes.length, others.length);
  if (length >= LONG && Buffer.compare(bytes.subarray(0, length), others.subarray(0, length)) === 0)
    return -1;
  for (let i = 0; i < length; i++) if (bytes[i] !== others[i]) return i;
  return -1;
}
