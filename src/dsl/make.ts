// SPDX-License-Identifier: GPL-2.0

/**
 * Nodes from actual values: what a system call really was given and returned, in the notation
 * of the script.
 */
import {
  type ArrayExpression,
  type CallExpression,
  type EllipsisExpression,
  type Expression,
  type IntegerExpression,
  type NameExpression,
  NO_SPAN,
  type StringExpression,
  type StructExpression,
} from "./ast.js";
import { escapeBytes } from "./escape.js";

export function integer(value: number | bigint, radix: 10 | 16 = 10): IntegerExpression {
  const exact =
    typeof value === "bigint" && BigInt(Number(value)) === value && Number.isSafeInteger(Number(value));
  return { type: "integer", span: NO_SPAN, value: exact ? Number(value) : value, radix };
}

/** @param open true to say that there are more bytes than these */
export function string(bytes: Uint8Array, open = false): StringExpression {
  return { type: "string", span: NO_SPAN, raw: escapeBytes(bytes), open };
}

export function ellipsis(): EllipsisExpression {
  return { type: "ellipsis", span: NO_SPAN };
}

export function name(constant: string): NameExpression {
  return { type: "name", span: NO_SPAN, name: constant };
}

/** `A|B|C`; undefined for no names at all. */
export function flags(names: readonly string[]): Expression | undefined {
  const [first, ...rest] = names.map<Expression>(name);
  return (
    first &&
    rest.reduce<Expression>(
      (left, right) => ({ type: "binary", span: NO_SPAN, operator: "|", left, right }),
      first,
    )
  );
}

export function call(fn: string, args: readonly Expression[]): CallExpression {
  return { type: "call", span: NO_SPAN, name: fn, args };
}

export function array(elements: readonly Expression[]): ArrayExpression {
  return { type: "array", span: NO_SPAN, elements };
}

/** `{name=value, …}` */
export function struct(members: Readonly<Record<string, Expression>>): StructExpression {
  return {
    type: "struct",
    span: NO_SPAN,
    members: Object.entries(members).map(([member, value]) => ({ span: NO_SPAN, name: member, value })),
  };
}
