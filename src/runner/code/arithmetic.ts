// SPDX-License-Identifier: GPL-2.0
import type { BinaryOperator } from "./ast.js";
import { PythonError } from "./errors.js";
import { formatPercent } from "./format.js";
import { asNumber, type PyValue, typeName } from "./value.js";

/** Beyond these a result is not meant, and would take the memory of the worker. */
const MAX_SHIFT = 4096n;
const MAX_REPEAT = 1 << 20;

/** Evaluates `left operator right` by Python's rules. Throws PythonError as Python raises. */
export function binary(operator: BinaryOperator, left: PyValue, right: PyValue): PyValue {
  if (typeof left === "string") return stringOperation(operator, left, right);
  if (typeof left === "object" && left !== null && operator === "+")
    if (typeof right === "object" && right !== null && right.kind === left.kind)
      return { kind: left.kind, items: [...left.items, ...right.items] };
  if (typeof left === "boolean" && typeof right === "boolean") {
    if (operator === "&") return left && right;
    if (operator === "|") return left || right;
    if (operator === "^") return left !== right;
  }
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a === undefined || b === undefined) throw unsupported(operator, left, right);
  if (typeof a === "bigint" && typeof b === "bigint") return integers(operator, a, b);
  return floats(operator, Number(a), Number(b), () => unsupported(operator, left, right));
}

function stringOperation(operator: BinaryOperator, left: string, right: PyValue): PyValue {
  if (operator === "%") return formatPercent(left, right);
  if (operator === "+" && typeof right === "string") return left + right;
  const times = asNumber(right);
  if (operator === "*" && typeof times === "bigint") {
    if (times * BigInt(left.length) > MAX_REPEAT)
      throw new PythonError("MemoryError", "the string is too long");
    return left.repeat(Math.max(0, Number(times)));
  }
  throw unsupported(operator, left, right);
}

function integers(operator: BinaryOperator, a: bigint, b: bigint): PyValue {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return divide(a, b);
    case "//":
      return floorDivide(a, b);
    case "%":
      return a - floorDivide(a, b) * b;
    case "**":
      if (b < 0n) return Number(a) ** Number(b);
      if (b > MAX_SHIFT) throw new PythonError("OverflowError", "the exponent is too large");
      return a ** b;
    case "<<":
    case ">>":
      if (b < 0n) throw new PythonError("ValueError", "negative shift count");
      if (operator === "<<" && b > MAX_SHIFT)
        throw new PythonError("OverflowError", "the shift count is too large");
      return operator === "<<" ? a << b : a >> b;
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
  }
}

/** The float nearest to a / b. */
function divide(a: bigint, b: bigint): number {
  const [left, right] = [Number(a), Number(b)];
  if (b === 0n) throw new PythonError("ZeroDivisionError", "division by zero");
  if (a === 0n) return left / right;
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return left / right;
  // 64 bits more than the float's, and one that says whether anything was cut off.
  const extra = BigInt(Math.max(0, b.toString(2).length - a.toString(2).length + 64));
  const quotient = (a << extra) / b;
  const exact = quotient * b === a << extra;
  return Number((quotient << 1n) | (exact ? 0n : 1n)) / 2 ** (Number(extra) + 1);
}

function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new PythonError("ZeroDivisionError", "integer division or modulo by zero");
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function floats(operator: BinaryOperator, a: number, b: number, fail: () => PythonError): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "**":
      return a ** b;
    case "/":
    case "//":
    case "%": {
      if (b === 0) throw new PythonError("ZeroDivisionError", "float division by zero");
      if (operator === "/") return a / b;
      const remainder = a % b;
      const modulo = remainder !== 0 && remainder < 0 !== b < 0 ? remainder + b : remainder;
      if (operator === "%") return modulo === 0 ? Math.sign(b) * 0 : modulo;
      const quotient = Math.round((a - modulo) / b);
      return quotient === 0 ? (Object.is(a / b, -0) || a / b < 0 ? -0 : 0) : quotient;
    }
    default:
      throw fail();
  }
}

function unsupported(operator: string, left: PyValue, right: PyValue): PythonError {
  return new PythonError(
    "TypeError",
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}
