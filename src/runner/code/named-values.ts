// SPDX-License-Identifier: GPL-2.0
import type { CodeExpression } from "./ast.js";
import { type CodeScope, lookUp } from "./evaluate.js";
import { toRepr } from "./value.js";

/** The names that an expression mentions, each once, with their values as Python writes them. */
export function namedValues(expression: CodeExpression, scope: CodeScope): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  visit(expression, (name) => {
    const value = lookUp(name, scope);
    if (value !== undefined) found.set(name, toRepr(value));
  });
  return found;
}

function visit(expression: CodeExpression, use: (name: string) => void): void {
  switch (expression.type) {
    case "name":
      use(expression.name);
      return;
    case "unary":
    case "not":
      visit(expression.operand, use);
      return;
    case "binary":
    case "and":
    case "or":
      visit(expression.left, use);
      visit(expression.right, use);
      return;
    case "comparison":
      visit(expression.first, use);
      for (const { operand } of expression.rest) visit(operand, use);
      return;
    case "conditional":
      for (const part of [expression.test, expression.then, expression.otherwise]) visit(part, use);
      return;
    case "call":
      for (const arg of expression.args) visit(arg, use);
      return;
    case "sequence":
      for (const item of expression.items) visit(item, use);
      return;
    case "index":
      visit(expression.object, use);
      visit(expression.index, use);
      return;
    case "int":
    case "float":
    case "string":
    case "constant":
      return;
  }
}
