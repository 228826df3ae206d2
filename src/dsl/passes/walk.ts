// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "../ast.js";

/** The expression and all that it is made of, outermost first. */
export function walk(expression: Expression): readonly Expression[] {
  const found: Expression[] = [];
  add(expression, found);
  return found;
}

function add(expression: Expression, found: Expression[]): void {
  found.push(expression);
  for (const part of parts(expression)) add(part, found);
}

const NONE: readonly Expression[] = [];

function parts(expression: Expression): readonly Expression[] {
  switch (expression.type) {
    case "concat":
      return expression.parts;
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "assign":
      return [expression.value];
    case "call":
      return expression.args;
    case "array":
      return expression.elements;
    case "struct":
      return expression.members.flatMap(({ count, value }) => (count ? [count, value] : [value]));
    case "integer":
    case "string":
    case "name":
    case "ellipsis":
    case "gre":
    case "mpls":
      return NONE;
  }
}
