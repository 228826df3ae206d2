// SPDX-License-Identifier: GPL-2.0
import type { PlainValue, Span } from "../ast.js";

/** What a name stands for: `--define=NAME=value` in the script, or given by whoever runs it. */
export type Defines = ReadonlyMap<string, DefinedValue>;

export type DefinedValue =
  | { readonly type: "word"; readonly text: string }
  | { readonly type: "string"; readonly raw: string }
  | { readonly type: "command"; readonly text: string };

/** Writes down that a name cannot be used where it stands. */
export type Complain = (span: Span, code: string, message: string, note: string) => void;

/**
 * A definition as given on a command line: `CC="reno"`, `MTU=1500`, `` CLEAN=`rm x` ``.
 * Undefined if there is no name and equals sign.
 */
export function parseDefine(
  text: string,
): { readonly name: string; readonly value: DefinedValue } | undefined {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) return undefined;
  if (/^".*"$/s.test(value)) return { name, value: { type: "string", raw: value.slice(1, -1) } };
  if (/^`.*`$/s.test(value)) return { name, value: { type: "command", text: value.slice(1, -1) } };
  return { name, value: { type: "word", text: value } };
}

/** How the value was written. */
export function show(value: DefinedValue | PlainValue): string {
  switch (value.type) {
    case "word":
      return value.text;
    case "string":
      return `"${value.raw}"`;
    case "command":
      return `\`${value.text}\``;
  }
}

/** An unsigned number that is written in full, or undefined. */
export function asNumber(text: string): number | undefined {
  return /^(?:\d+|0[xX][0-9a-fA-F]+)$/.test(text) ? Number(text) : undefined;
}
