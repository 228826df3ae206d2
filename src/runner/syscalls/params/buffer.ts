// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span } from "../../../dsl/ast.js";
import { escapeBytes } from "../../../dsl/escape.js";
import type { Block } from "../../memory.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext, CallProblem, Parameter } from "../call.js";
import { describeExpression, evaluateBytes, evaluateInteger } from "../evaluate.js";

/** `...`, `NULL`, or the bytes of a string. */
export type BufferArgument =
  | { readonly type: "any"; readonly span: Span }
  | { readonly type: "null"; readonly span: Span }
  | { readonly type: "bytes"; readonly span: Span; readonly bytes: Uint8Array; readonly open: boolean };

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
  if (expression.type === "name" || expression.type === "integer")
    if (evaluateInteger(expression, call.constants) === 0n) return { type: "null", span };
  throw new ScriptError(
    "bad-argument",
    span,
    `expected ..., NULL or a string for the buffer, not ${describeExpression(expression)}`,
  );
}

/** Memory with what is to be sent: zeros unless the script says what. */
export function sendBuffer(call: CallContext, argument: BufferArgument, count: number): Block {
  if (argument.type === "null") return call.environment.heap.null;
  const block = call.allocate(count);
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

/** Compares what was received with the bytes that the script gives. */
export function checkReceived(argument: BufferArgument, received: Uint8Array): readonly CallProblem[] {
  if (argument.type !== "bytes") return [];
  const compared = argument.open ? received.subarray(0, argument.bytes.length) : received;
  if (Buffer.compare(compared, argument.bytes) === 0) return [];
  const shown = `"${escapeBytes(argument.bytes)}"${argument.open ? "..." : ""}`;
  return [{ message: `expected the data ${shown} but got "${escapeBytes(received)}"`, span: argument.span }];
}
