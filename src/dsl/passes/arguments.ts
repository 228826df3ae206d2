// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "../ast.js";
import { walk } from "./walk.js";

/** The value of a number that is written out; undefined for all else. */
export function integerOf(expression: Expression | undefined): number | bigint | undefined {
  if (expression?.type === "integer") return expression.value;
  if (expression?.type !== "unary" || expression.operator !== "-") return undefined;
  const operand = integerOf(expression.operand);
  return operand === undefined ? undefined : -operand;
}

/** A number that can be a file descriptor. */
export function descriptorOf(expression: Expression | undefined): number | undefined {
  const value = integerOf(expression);
  return typeof value === "number" && value >= 0 ? value : undefined;
}

/** The names of constants in an expression. */
export function namesIn(expression: Expression): readonly string[] {
  return [...walk(expression)].flatMap((part) => (part.type === "name" ? [part.name] : []));
}
