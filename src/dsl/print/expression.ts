// SPDX-License-Identifier: GPL-2.0
import type {
  BinaryExpression,
  Expression,
  IntegerExpression,
  StructMember,
  SymbolRef,
  UnaryExpression,
} from "../ast.js";
import { PRECEDENCE } from "../precedence.js";
import { printGreFields, printMplsEntry } from "./ip.js";

type S = SymbolRef;

/** An argument of a system call, or an element of an array. */
export function printExpression(expression: Expression<S>): string {
  return expression.type === "assign"
    ? `${expression.name}=${printValue(expression.value)}`
    : printValue(expression);
}

/** The result of a system call, after which the grammar allows less. */
export function printResult(result: Expression<S>): string {
  switch (result.type) {
    case "binary":
      if (result.operator !== "|") return `(${printExpression(result)})`;
      return `${printResult(result.left)}|${result.right.type === "binary" ? `(${printExpression(result.right)})` : printResult(result.right)}`;
    case "unary":
    case "call":
    case "assign":
      return `(${printExpression(result)})`;
    default:
      return printValue(result);
  }
}

/** Everything but a bare assignment. */
function printValue(expression: Expression<S>): string {
  switch (expression.type) {
    case "integer":
      return printInteger(expression);
    case "string":
      return `"${expression.raw}"${expression.open ? "..." : ""}`;
    case "concat":
      return expression.parts.map(printValue).join(" ");
    case "ellipsis":
      return "...";
    case "name":
      return expression.name;
    case "unary":
      return printUnary(expression);
    case "binary":
      return printBinary(expression);
    case "assign":
      return `(${printExpression(expression)})`;
    case "call":
      return `${expression.name}(${expression.args.map(printExpression).join(", ")})`;
    case "array":
      return `[${expression.elements.map(printExpression).join(", ")}]`;
    case "struct":
      return `{${expression.members.map(printMember).join(", ")}}`;
    case "gre":
      return `{${printGreFields(expression.fields)}}`;
    case "mpls":
      return `{${expression.entries.map(printMplsEntry).join(" ")}}`;
  }
}

function printInteger({ value, radix }: IntegerExpression): string {
  return radix === 16 ? `0x${value.toString(16)}` : value.toString();
}

/** A sign in front of a number would become part of it, or of the operators. */
function printUnary({ operator, operand }: UnaryExpression<S>): string {
  const bare =
    operand.type !== "binary" && (operand.type !== "integer" || (operator === "~" && operand.value >= 0));
  return operator + (bare ? printValue(operand) : `(${printExpression(operand)})`);
}

function printBinary({ operator, left, right }: BinaryExpression<S>): string {
  const precedence = PRECEDENCE[operator];
  const first = printOperand(left, precedence);
  // operators group to the left
  const second = printOperand(right, precedence + 1);
  return operator === "|" ? `${first}|${second}` : `${first} ${operator} ${second}`;
}

function printOperand(operand: Expression<S>, precedence: number): string {
  const text = printValue(operand);
  return operand.type === "binary" && PRECEDENCE[operand.operator] < precedence ? `(${text})` : text;
}

function printMember({ name, count, value }: StructMember<S>): string {
  if (name === undefined) return printValue(value);
  return `${name}${count ? `(${printExpression(count)})` : ""}=${printValue(value)}`;
}
