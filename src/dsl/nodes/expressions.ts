// SPDX-License-Identifier: GPL-2.0
import type {
  BinaryOperator,
  CallExpression,
  Expression,
  NameExpression,
  Span,
  StructMember,
  SymbolRef,
  UnaryOperator,
} from "../ast.js";
import { PRECEDENCE } from "../precedence.js";

type Operand = Expression<SymbolRef>;
type Operation = readonly [BinaryOperator, Operand];

/** More operators in a row than that make a tree too deep to walk by recursion. */
const MAX_OPERATORS = 500;

export const TOO_MANY_OPERATORS = `an expression with more than ${MAX_OPERATORS} operators`;

/** `first op operand op operand …` as a tree; undefined if there are too many. */
export function chain(first: Operand, rest: readonly Operation[]): Operand | undefined {
  if (rest.length === 0) return first;
  if (rest.length > MAX_OPERATORS) return undefined;
  const operands = [first];
  const operators: BinaryOperator[] = [];
  for (const [operator, operand] of rest) {
    reduce(operands, operators, PRECEDENCE[operator]);
    operators.push(operator);
    operands.push(operand);
  }
  reduce(operands, operators, 0);
  return operands[0];
}

/** Joins the last operands as long as the operator between them binds at least that much. */
function reduce(operands: Operand[], operators: BinaryOperator[], precedence: number): void {
  for (;;) {
    const operator = operators.at(-1);
    if (operator === undefined || PRECEDENCE[operator] < precedence) return;
    const right = operands.pop();
    const left = operands.pop();
    if (left === undefined || right === undefined) return;
    operators.pop();
    operands.push({ type: "binary", span: join(left.span, right.span), operator, left, right });
  }
}

function join(first: Span, last: Span): Span {
  return { ...first, end: last.end };
}

/** `-~x`: the last operator is the innermost. */
export function unary(
  span: Span,
  operators: readonly UnaryOperator[],
  operand: Operand,
): Operand | undefined {
  if (operators.length > MAX_OPERATORS) return undefined;
  return operators.reduceRight<Operand>(
    (inner, operator) => ({ type: "unary", span, operator, operand: inner }),
    operand,
  );
}

/** What the grammar found after the name that starts an expression. */
export type Tail = { readonly assigned: Operand } | { readonly operations: readonly Operation[] };

type Head = NameExpression | CallExpression<SymbolRef>;

/** An argument that starts with a name; undefined for `name(1)=value` and for too many operators. */
export function expression(span: Span, head: Head, tail: Tail): Operand | undefined {
  if ("operations" in tail) return chain(head, tail.operations);
  return head.type === "name" ? { type: "assign", span, name: head.name, value: tail.assigned } : undefined;
}

/** A member of a structure that starts with a name; undefined for `name(1, 2)=value`. */
export function member(span: Span, head: Head, tail: Tail): StructMember<SymbolRef> | undefined {
  if ("operations" in tail) {
    const value = chain(head, tail.operations);
    return value && { span, value };
  }
  const value = tail.assigned;
  if (head.type === "name") return { span, name: head.name, value };
  const [count, ...more] = head.args;
  return count === undefined || more.length > 0 ? undefined : { span, name: head.name, count, value };
}
