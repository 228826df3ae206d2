// SPDX-License-Identifier: GPL-2.0
import type { CallExpression, Expression, Span, StructExpression } from "../../../dsl/ast.js";
import { escapeBytes } from "../../../dsl/escape.js";
import { matchContents } from "../../../inject/match/payload.js";
import { pattern } from "../../../inject/wire/pattern.js";
import type { Block } from "../../memory.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext, CallProblem, Parameter } from "../call.js";
import { describeExpression, evaluateBytes, evaluateInteger } from "../evaluate.js";
import { actualStructure, checkStructure } from "../structures/compare.js";
import { NOTIFICATIONS } from "../structures/sctp/index.js";
import { memberNamed, type Structure } from "../structures/structure.js";
import { type StructureValue, structureValue } from "../structures/value.js";

/** `...`, `NULL`, the bytes of a string or of the pattern, or a structure. */
export type BufferArgument =
  | { readonly type: "any"; readonly span: Span }
  | { readonly type: "null"; readonly span: Span }
  | { readonly type: "bytes"; readonly span: Span; readonly bytes: Uint8Array; readonly open: boolean }
  /** Bytes of the pattern, from this position on: as many as there is room for. */
  | { readonly type: "pattern"; readonly span: Span; readonly start: number }
  /** A notification of SCTP. */
  | { readonly type: "structure"; readonly span: Span; readonly value: StructureValue };

/** A buffer whose size is another argument. */
export function buffer(name: string): Parameter<BufferArgument> {
  return { name, parse: bufferOf };
}

/** @throws {ScriptError} bad-argument */
export function bufferOf(expression: Expression, call: CallContext): BufferArgument {
  const { span } = expression;
  if (expression.type === "ellipsis") return { type: "any", span };
  if (expression.type === "string" || expression.type === "concat") {
    const open = expression.type === "string" && expression.open;
    return { type: "bytes", span, bytes: evaluateBytes(expression), open };
  }
  if (expression.type === "call" && expression.name === "pattern") return patternOf(expression, call);
  if (expression.type === "struct")
    return { type: "structure", span, value: structureValue(expression, notifications(expression), call) };
  if (expression.type === "name" || expression.type === "integer")
    if (evaluateInteger(expression, call.constants) === 0n) return { type: "null", span };
  throw new ScriptError(
    "bad-argument",
    span,
    `expected ..., NULL, a string or pattern() for the buffer, not ${describeExpression(expression)}`,
  );
}

/** `pattern(1000)` */
function patternOf({ args, span }: CallExpression, { constants }: CallContext): BufferArgument {
  const [start] = args;
  const position = start === undefined ? undefined : evaluateInteger(start, constants);
  if (position === undefined || args.length > 1 || position < 0n || position > Number.MAX_SAFE_INTEGER)
    throw new ScriptError("bad-argument", span, "pattern() takes the position of its first byte");
  return { type: "pattern", span, start: Number(position) };
}

/** The notifications that a structure may be: that of its type first, then by members that they have. */
function notifications({ members, span }: StructExpression): readonly Structure[] {
  const names = members.flatMap(({ name }) => name ?? []);
  const type = members.find(({ name }) => name?.endsWith("_type"))?.value;
  const rank = (one: Structure): number => {
    const known = names.filter((name) => memberNamed(one, name) !== undefined).length;
    const isOfType = type?.type === "name" && one.notifications?.includes(type.name) === true;
    return known === 0 ? 0 : known + (isOfType ? 0.5 : 0);
  };
  const ranked = NOTIFICATIONS.filter((one) => rank(one) > 0).sort((a, b) => rank(b) - rank(a));
  if (ranked.length > 0) return ranked;
  throw new ScriptError("bad-argument", span, "no notification of SCTP has these members");
}

/** Memory with what is to be sent: zeros unless the script says what. */
export function sendBuffer(call: CallContext, argument: BufferArgument, count: number): Block {
  if (argument.type === "null") return call.environment.heap.null;
  const block = call.allocate(count);
  if (argument.type === "structure")
    throw new ScriptError("bad-argument", argument.span, "what is sent is a string, and no structure");
  if (argument.type === "pattern") block.bytes.set(pattern(argument.start, count));
  if (argument.type !== "bytes") return block;
  if (argument.bytes.length > count || (argument.bytes.length < count && !argument.open))
    throw new ScriptError(
      "bad-argument",
      argument.span,
      `the string has ${argument.bytes.length} bytes, not ${count}`,
    );
  block.bytes.set(argument.bytes);
  return block;
}

/** Memory to receive into. */
export function receiveBuffer(call: CallContext, argument: BufferArgument, count: number): Block {
  return argument.type === "null" ? call.environment.heap.null : call.allocate(count);
}

/** Compares what was received with what the script gives. */
export function checkReceived(
  argument: BufferArgument,
  received: Uint8Array,
  call: CallContext,
): readonly CallProblem[] {
  if (argument.type === "structure") return checkStructure(argument.value, received, call);
  if (argument.type === "pattern")
    return matchContents("data", argument, received).map(({ field, expected, actual }) => ({
      message: `${field} expected ${expected} but got ${actual}`,
      span: argument.span,
    }));
  if (argument.type !== "bytes") return [];
  const compared = argument.open ? received.subarray(0, argument.bytes.length) : received;
  if (Buffer.compare(compared, argument.bytes) === 0) return [];
  const shown = `"${escapeBytes(argument.bytes)}"${argument.open ? "..." : ""}`;
  return [{ message: `expected the data ${shown} but got "${escapeBytes(received)}"`, span: argument.span }];
}

/** What was received, in the place of a structure; anything else as the script has it. */
export function actualBuffer(
  argument: BufferArgument,
  written: Expression,
  received: Uint8Array,
  call: CallContext,
): Expression {
  return argument.type === "structure" ? actualStructure(argument.value, received, call) : written;
}
