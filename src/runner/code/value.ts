// SPDX-License-Identifier: GPL-2.0
import type { ComparisonOperator } from "./ast.js";
import { PythonError } from "./errors.js";

/** A value of Python: int is a bigint, float a number. */
export type PyValue = bigint | number | string | boolean | null | PySequence;

export interface PySequence {
  readonly kind: "tuple" | "list";
  readonly items: readonly PyValue[];
}

export function typeName(value: PyValue): string {
  switch (typeof value) {
    case "bigint":
      return "int";
    case "number":
      return "float";
    case "string":
      return "str";
    case "boolean":
      return "bool";
    default:
      return value === null ? "NoneType" : value.kind;
  }
}

export function isTruthy(value: PyValue): boolean {
  if (value === null) return false;
  if (typeof value === "object") return value.items.length > 0;
  return Boolean(value);
}

/** A bool is an int; anything else is what it is. */
export function asNumber(value: PyValue): bigint | number | undefined {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "bigint" || typeof value === "number" ? value : undefined;
}

export function isEqual(left: PyValue, right: PyValue): boolean {
  const [a, b] = [asNumber(left), asNumber(right)];
  // biome-ignore lint/suspicious/noDoubleEquals: compares a bigint with a float by value, as Python does
  if (a !== undefined && b !== undefined) return a == b;
  if (typeof left === "string" || left === null) return left === right;
  if (typeof left !== "object" || typeof right !== "object" || right === null) return false;
  return (
    left.kind === right.kind &&
    left.items.length === right.items.length &&
    left.items.every((item, index) => isEqual(item, right.items[index] ?? null))
  );
}

/** Negative, zero or positive as left is less than, equal to or greater than right. */
function order(operator: string, left: PyValue, right: PyValue): number {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a !== undefined && b !== undefined) return a < b ? -1 : a > b ? 1 : 0;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  if (isSequence(left) && isSequence(right) && left.kind === right.kind)
    return orderItems(operator, left, right);
  throw new PythonError(
    "TypeError",
    `'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`,
  );
}

function isSequence(value: PyValue): value is PySequence {
  return typeof value === "object" && value !== null;
}

/** The first items that differ decide; if none does, the longer one is greater. */
function orderItems(operator: string, left: PySequence, right: PySequence): number {
  for (const [index, item] of left.items.entries()) {
    const other = right.items[index];
    if (other === undefined) return 1;
    if (!isEqual(item, other)) return order(operator, item, other);
  }
  return left.items.length - right.items.length;
}

function contains(container: PyValue, item: PyValue): boolean {
  if (typeof container === "string" && typeof item === "string") return container.includes(item);
  if (typeof container === "object" && container !== null)
    return container.items.some((element) => isEqual(element, item));
  throw new PythonError("TypeError", `argument of type '${typeName(container)}' is not iterable`);
}

/** One step of a comparison chain. */
export function compare(operator: ComparisonOperator, left: PyValue, right: PyValue): boolean {
  switch (operator) {
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "<":
      return order(operator, left, right) < 0;
    case "<=":
      return order(operator, left, right) <= 0;
    case ">":
      return order(operator, left, right) > 0;
    case ">=":
      return order(operator, left, right) >= 0;
    case "in":
      return contains(right, left);
    case "not in":
      return !contains(right, left);
    case "is":
      return typeName(left) === typeName(right) && isEqual(left, right);
    case "is not":
      return typeName(left) !== typeName(right) || !isEqual(left, right);
  }
}

/** Python's str(). */
export function toStr(value: PyValue): string {
  return typeof value === "string" ? value : toRepr(value);
}

/** Python's repr(). */
export function toRepr(value: PyValue): string {
  if (value === null) return "None";
  switch (typeof value) {
    case "bigint":
      return value.toString();
    case "number":
      return floatRepr(value);
    case "boolean":
      return value ? "True" : "False";
    case "string":
      return stringRepr(value);
    default: {
      const items = value.items.map(toRepr).join(", ");
      if (value.kind === "list") return `[${items}]`;
      return value.items.length === 1 ? `(${items},)` : `(${items})`;
    }
  }
}

function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4))
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  return Number.isInteger(value) ? `${Object.is(value, -0) ? "-0" : value}.0` : String(value);
}

function stringRepr(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const body = value
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll(quote, `\\${quote}`);
  return `${quote}${body}${quote}`;
}
