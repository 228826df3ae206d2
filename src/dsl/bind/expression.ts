// SPDX-License-Identifier: GPL-2.0
import type { Expression, NameExpression, StructMember, SymbolRef } from "../ast.js";
import { integer } from "../nodes/index.js";
import type { Binder } from "./binder.js";
import { bindGreFields, bindMplsEntry } from "./packet.js";

type S = SymbolRef;

export function bindExpression(binder: Binder, expression: Expression<S>): Expression {
  switch (expression.type) {
    case "integer":
    case "string":
    case "concat":
    case "ellipsis":
      return expression;
    case "name":
      return bindName(binder, expression);
    case "unary":
      return { ...expression, operand: bindExpression(binder, expression.operand) };
    case "binary": {
      const left = bindExpression(binder, expression.left);
      return { ...expression, left, right: bindExpression(binder, expression.right) };
    }
    case "assign":
      return { ...expression, value: bindExpression(binder, expression.value) };
    case "call":
      return { ...expression, args: expression.args.map((arg) => bindExpression(binder, arg)) };
    case "array":
      return {
        ...expression,
        elements: expression.elements.map((element) => bindExpression(binder, element)),
      };
    case "struct":
      return { ...expression, members: expression.members.map((member) => bindMember(binder, member)) };
    case "gre":
      return { ...expression, fields: bindGreFields(binder, expression.fields) };
    case "mpls":
      return { ...expression, entries: expression.entries.map((entry) => bindMplsEntry(binder, entry)) };
  }
}

function bindMember(binder: Binder, { span, name, count, value }: StructMember<S>): StructMember {
  return {
    span,
    ...(name !== undefined && { name }),
    ...(count && { count: bindExpression(binder, count) }),
    value: bindExpression(binder, value),
  };
}

/** A name that is not defined is a constant of the kernel's, which only the runner can know. */
function bindName(binder: Binder, expression: NameExpression): Expression {
  const { span, name } = expression;
  const defined = binder.get(name);
  if (defined === undefined) return expression;
  if (defined.type === "string") return { type: "string", span, raw: defined.raw, open: false };
  if (defined.type === "word") {
    const { text } = defined;
    if (/^[A-Za-z_]\w*$/.test(text)) return { type: "name", span, name: text };
    const value = /^-?\d+$/.test(text) ? integer(span, text, 10) : undefined;
    const hex = /^0[xX][0-9a-fA-F]+$/.test(text) ? integer(span, text, 16) : undefined;
    const number = value ?? hex;
    if (number) return number;
  }
  binder.misfit(span, name, defined, "a number, a string or the name of a constant");
  return expression;
}
