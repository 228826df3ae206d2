// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "../ast.js";

/** Calls the function for the expression and all that it is made of, outermost first. */
export function visit(expression: Expression, look: (part: Expression) => void): void {
  look(expression);
  switch (expression.type) {
    case "concat":
      for (const part of expression.parts) visit(part, look);
      break;
    case "unary":
      visit(expression.operand, look);
      break;
    case "binary":
      visit(expression.left, look);
      visit(expression.right, look);
      break;
    case "assign":
      visit(expression.value, look);
      break;
    case "call":
      for (const arg of expression.args) visit(arg, look);
      break;
    case "array":
      for (const element of expression.elements) visit(element, look);
      break;
    case "struct":
      for (const { count, value } of expression.members) {
        if (count) visit(count, look);
        visit(value, look);
      }
      break;
    case "integer":
    case "string":
    case "name":
    case "ellipsis":
    case "gre":
    case "mpls":
      break;
    default:
      expression satisfies never;
  }
}

/** The expression and all that it is made of, outermost first. */
export function walk(expression: Expression): readonly Expression[] {
  const found: Expression[] = [];
  visit(expression, (part) => found.push(part));
  return found;
}
