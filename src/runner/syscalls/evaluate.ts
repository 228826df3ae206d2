// SPDX-License-Identifier: GPL-2.0
import type { BinaryExpression, CallExpression, Expression, NameExpression } from "../../dsl/ast.js";
import { unescapeString } from "../../dsl/escape.js";
import { IPV4_BYTES, parseAddress } from "../../inject/wire/address.js";
import type { Constants } from "../constants.js";
import { ScriptError } from "../script-error.js";
import { nearest } from "../suggest.js";

/** What an expression is, in a message: "a string", "...". */
export function describeExpression(expression: Expression): string {
  switch (expression.type) {
    case "integer":
    case "unary":
    case "binary":
      return "a number";
    case "string":
    case "concat":
      return "a string";
    case "ellipsis":
      return "...";
    case "name":
      return expression.name;
    case "array":
      return "a list in brackets";
    case "struct":
      return "a structure in braces";
    case "call":
      return `${expression.name}()`;
    default:
      return `a ${expression.type} expression`;
  }
}

/**
 * The value of an integer expression: numbers, constants of the kernel's headers, operators,
 * htons() and its like.
 * @throws {ScriptError} unknown-constant, bad-argument
 */
export function evaluateInteger(expression: Expression, constants: Constants): bigint {
  switch (expression.type) {
    case "integer":
      return BigInt(expression.value);
    case "name":
      return constant(expression, constants);
    case "unary": {
      const operand = evaluateInteger(expression.operand, constants);
      return expression.operator === "-" ? -operand : ~operand;
    }
    case "binary":
      return binary(expression, constants);
    case "call":
      return byteOrder(expression, constants);
    default:
      throw new ScriptError(
        "bad-argument",
        expression.span,
        `expected a number, not ${describeExpression(expression)}`,
      );
  }
}

function constant({ name, span }: NameExpression, constants: Constants): bigint {
  const value = constants.get(name);
  if (value !== undefined) return BigInt(value);
  const meant = nearest(name, constants.names());
  throw new ScriptError(
    "unknown-constant",
    span,
    `${name} is no constant of this kernel's headers`,
    meant === undefined ? `--define=${name}=value gives it one` : `did you mean ${meant}?`,
  );
}

function binary({ operator, left, right, span }: BinaryExpression, constants: Constants): bigint {
  const a = evaluateInteger(left, constants);
  const b = evaluateInteger(right, constants);
  switch (operator) {
    case "|":
      return a | b;
    case "&":
      return a & b;
    case "^":
      return a ^ b;
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    default:
      if (b < 0n || b > 63n)
        throw new ScriptError("bad-argument", span, `a shift by ${b} bits is undefined in C`);
      return operator === "<<" ? a << b : a >> b;
  }
}

/** htons, htonl and their inverses: the value as a little-endian machine holds it. */
function byteOrder(call: CallExpression, constants: Constants): bigint {
  const { name, args, span } = call;
  const [arg] = args;
  if (name === "inet_addr") return swap(BigInt(`0x${Buffer.from(evaluateAddress(call)).toString("hex")}`), 4);
  const bytes = { htons: 2, ntohs: 2, htonl: 4, ntohl: 4 }[name];
  if (bytes === undefined || arg === undefined || args.length !== 1)
    throw new ScriptError("bad-argument", span, `${name}() with ${args.length} arguments is not known here`);
  return swap(evaluateInteger(arg, constants), bytes);
}

function swap(value: bigint, bytes: number): bigint {
  let swapped = 0n;
  for (let i = 0; i < bytes; i++) swapped = (swapped << 8n) | ((value >> BigInt(8 * i)) & 0xffn);
  return swapped;
}

/**
 * The address of `inet_addr("192.0.2.1")`, `inet6_addr("::1")` or a string, in network order.
 * @throws {ScriptError} bad-argument
 */
export function evaluateAddress(expression: Expression): Uint8Array {
  const inner = expression.type === "call" ? expression.args[0] : expression;
  const known =
    expression.type !== "call" || ["inet_addr", "inet6_addr", "inet_pton"].includes(expression.name);
  const text = inner?.type === "string" && known ? inner.raw : undefined;
  const address = text === undefined ? undefined : parseAddress(text);
  const isIpv4 = address?.length === IPV4_BYTES;
  const wrongFamily = expression.type === "call" && (expression.name === "inet_addr") !== isIpv4;
  if (address === undefined)
    throw new ScriptError(
      "bad-argument",
      expression.span,
      'expected an IP address, such as inet_addr("192.0.2.1")',
    );
  if (wrongFamily && expression.name !== "inet_pton")
    throw new ScriptError(
      "bad-argument",
      expression.span,
      "inet_addr() is for IPv4 addresses, and inet6_addr() for those of IPv6",
    );
  return address;
}

/**
 * The bytes of a string literal, its C escapes replaced.
 * @throws {ScriptError} bad-argument
 */
export function evaluateBytes(expression: Expression): Uint8Array {
  if (expression.type === "concat") return Buffer.concat(expression.parts.map(evaluateBytes));
  if (expression.type !== "string")
    throw new ScriptError(
      "bad-argument",
      expression.span,
      `expected a string, not ${describeExpression(expression)}`,
    );
  const { bytes, invalid } = unescapeString(expression.raw);
  if (invalid.length > 0)
    throw new ScriptError(
      "bad-argument",
      expression.span,
      "a backslash of the string starts no escape sequence of C",
    );
  return bytes;
}

const S32_MIN = -(2n ** 31n);
const U32_MAX = 2n ** 32n - 1n;

/** A value of C's int or unsigned int, as the int with these bits. */
export function evaluateInt32(expression: Expression, constants: Constants): number {
  const value = evaluateInteger(expression, constants);
  if (value < S32_MIN || value > U32_MAX)
    throw new ScriptError("bad-argument", expression.span, `${value} does not fit into 32 bits`);
  return Number(BigInt.asIntN(32, value));
}
