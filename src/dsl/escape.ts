// SPDX-License-Identifier: GPL-2.0

/** The bytes that a string of a script stands for. */
export interface Unescaped {
  readonly bytes: Uint8Array;
  /** Offsets in the raw text of backslashes that start no escape sequence; they stand for themselves. */
  readonly invalid: readonly number[];
}

const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 0x22,
  "'": 0x27,
  "?": 0x3f,
  "\\": 0x5c,
};

/** `\n` and its like, `\x` with two hex digits, `\` with one to three octal digits, or plain text. */
const TOKEN = /\\(?:([abtnvfr"'?\\])|x([0-9a-fA-F]{2})|([0-3]?[0-7]{1,2}))|[^\\]+|\\/gy;

/** Replaces the C escapes of a string; other characters become UTF-8. */
export function unescapeString(raw: string): Unescaped {
  const parts: Uint8Array[] = [];
  const invalid: number[] = [];
  for (const { index, 0: text, 1: simple, 2: hex, 3: octal } of raw.matchAll(TOKEN)) {
    if (simple !== undefined) parts.push(Uint8Array.of(SIMPLE[simple] ?? 0));
    else if (hex !== undefined) parts.push(Uint8Array.of(Number.parseInt(hex, 16)));
    else if (octal !== undefined) parts.push(Uint8Array.of(Number.parseInt(octal, 8)));
    else parts.push(new TextEncoder().encode(text));
    if (text === "\\") invalid.push(index);
  }
  return { bytes: Buffer.concat(parts), invalid };
}

const NAMED = new Map([
  [0x22, '\\"'],
  [0x5c, "\\\\"],
  [9, "\\t"],
  [10, "\\n"],
  [13, "\\r"],
]);

/** The raw text of a string that stands for these bytes: printable ASCII, escapes for the rest. */
export function escapeBytes(bytes: Uint8Array): string {
  let raw = "";
  for (const byte of bytes) {
    if (byte >= 0x20 && byte < 0x7f) raw += NAMED.get(byte) ?? String.fromCharCode(byte);
    else raw += NAMED.get(byte) ?? `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return raw;
}
