// SPDX-License-Identifier: GPL-2.0
import { PythonError } from "./errors.js";
import { asNumber, compare, isTruthy, type PyValue, toRepr, toStr, typeName } from "./value.js";

/** A function that code blocks may call; `print` writes lines. */
export type Builtin = (args: readonly PyValue[], print: (line: string) => void) => PyValue;

function single(name: string, args: readonly PyValue[]): PyValue {
  const [value] = args;
  if (args.length !== 1 || value === undefined)
    throw new PythonError("TypeError", `${name}() takes exactly one argument (${args.length} given)`);
  return value;
}

function number(name: string, value: PyValue): bigint | number {
  const result = asNumber(value);
  if (result === undefined)
    throw new PythonError("TypeError", `bad operand type for ${name}(): '${typeName(value)}'`);
  return result;
}

/** Items of the arguments of min, max and sum: one sequence, or the arguments themselves. */
function elements(name: string, args: readonly PyValue[]): readonly PyValue[] {
  const [first] = args;
  if (args.length !== 1 || first === undefined) return args;
  if (typeof first === "object" && first !== null) return first.items;
  throw new PythonError("TypeError", `'${typeName(first)}' object is not iterable in ${name}()`);
}

function extreme(name: "min" | "max", operator: "<" | ">", args: readonly PyValue[]): PyValue {
  const items = elements(name, args);
  if (items.length === 0) throw new PythonError("ValueError", `${name}() arg is an empty sequence`);
  return items.reduce((best, item) => (compare(operator, item, best) ? item : best));
}

function toInt(value: PyValue): PyValue {
  const result = asNumber(value);
  if (typeof result === "bigint") return result;
  if (typeof result === "number" && Number.isFinite(result)) return BigInt(Math.trunc(result));
  if (typeof value === "string" && /^\s*[-+]?\d+\s*$/.test(value))
    return BigInt(value.trim().replace(/^\+/, ""));
  if (typeof value === "string")
    throw new PythonError("ValueError", `invalid literal for int() with base 10: ${toRepr(value)}`);
  throw notANumber("int", value);
}

function toFloat(value: PyValue): PyValue {
  const result = asNumber(value);
  if (result !== undefined) return Number(result);
  if (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))) return Number(value);
  if (typeof value === "string")
    throw new PythonError("ValueError", `could not convert to float: ${toRepr(value)}`);
  throw notANumber("float", value);
}

function notANumber(name: string, value: PyValue): PythonError {
  return new PythonError(
    "TypeError",
    `${name}() argument must be a string or a number, not '${typeName(value)}'`,
  );
}

/** Ties go to the even neighbour. */
function round(value: PyValue): PyValue {
  const given = number("round", value);
  if (typeof given === "bigint") return given;
  const below = Math.floor(given);
  const part = given - below;
  return BigInt(part < 0.5 || (part === 0.5 && below % 2 === 0) ? below : below + 1);
}

function hex(value: PyValue): string {
  const integer = asNumber(value);
  if (typeof integer !== "bigint")
    throw new PythonError("TypeError", `'${typeName(value)}' object cannot be interpreted as an integer`);
  return integer < 0n ? `-0x${(-integer).toString(16)}` : `0x${integer.toString(16)}`;
}

function abs(value: PyValue): PyValue {
  const given = number("abs", value);
  return given < 0 ? -given : given;
}

function len(value: PyValue): PyValue {
  if (typeof value === "string") return BigInt([...value].length);
  if (typeof value === "object" && value !== null) return BigInt(value.items.length);
  throw new PythonError("TypeError", `object of type '${typeName(value)}' has no len()`);
}

function sum(args: readonly PyValue[]): PyValue {
  const total = elements("sum", args).map((item) => number("sum", item));
  if (total.every((item) => typeof item === "bigint")) return total.reduce((a, b) => a + b, 0n);
  return total.reduce<number>((a, b) => a + Number(b), 0);
}

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["abs", (args) => abs(single("abs", args))],
  ["all", (args) => elements("all", [single("all", args)]).every(isTruthy)],
  ["any", (args) => elements("any", [single("any", args)]).some(isTruthy)],
  ["bool", (args) => isTruthy(single("bool", args))],
  ["float", (args) => toFloat(single("float", args))],
  ["hex", (args) => hex(single("hex", args))],
  ["int", (args) => toInt(single("int", args))],
  ["len", (args) => len(single("len", args))],
  ["max", (args) => extreme("max", ">", args)],
  ["min", (args) => extreme("min", "<", args)],
  [
    "print",
    (args, print) => {
      print(args.map(toStr).join(" "));
      return null;
    },
  ],
  ["repr", (args) => toRepr(single("repr", args))],
  ["round", (args) => round(single("round", args))],
  ["str", (args) => toStr(single("str", args))],
  ["sum", (args) => sum(args)],
]);
