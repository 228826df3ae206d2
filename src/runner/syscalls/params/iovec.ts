// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructExpression } from "../../../dsl/ast.js";
import type { Block } from "../../memory.js";
import { ScriptError } from "../../script-error.js";
import { writeFields } from "../../struct.js";
import type { CallContext, CallProblem, Parameter } from "../call.js";
import { describeExpression, evaluateInt32 } from "../evaluate.js";
import { checkMembers } from "../members.js";
import {
  actualBuffer,
  type BufferArgument,
  bufferOf,
  checkReceived,
  receiveBuffer,
  sendBuffer,
} from "./buffer.js";

export interface IovecElement {
  readonly base: BufferArgument;
  readonly length: number;
}

export interface IovecArgument {
  readonly span: Span;
  readonly elements: readonly IovecElement[];
}

/** `[{..., 1000}, {"text", 4}]` */
export function iovec(name: string): Parameter<IovecArgument> {
  return { name, parse: iovecOf };
}

/** @throws {ScriptError} bad-argument */
export function iovecOf(expression: Expression, call: CallContext): IovecArgument {
  if (expression.type !== "array")
    throw new ScriptError(
      "bad-argument",
      expression.span,
      `expected a list of {base, length}, not ${describeExpression(expression)}`,
    );
  return { span: expression.span, elements: expression.elements.map((element) => elementOf(element, call)) };
}

/** @throws {ScriptError} bad-argument if the count argument is not that of the list */
export function checkCount({ span, elements }: IovecArgument, count: number): void {
  if (count === elements.length) return;
  throw new ScriptError("bad-argument", span, `the list has ${elements.length} elements, not ${count}`);
}

function elementOf(expression: Expression, call: CallContext): IovecElement {
  if (expression.type !== "struct" || expression.members.length !== 2)
    throw new ScriptError(
      "bad-argument",
      expression.span,
      `expected {base, length}, not ${describeExpression(expression)}`,
    );
  checkMembers(expression, "struct iovec", ["iov_base", "iov_len"]);
  const length = evaluateInt32(memberOf(expression, "iov_len", 1), call.constants);
  if (length < 0) throw new ScriptError("bad-argument", expression.span, "the length is negative");
  return { base: bufferOf(memberOf(expression, "iov_base", 0), call), length };
}

/** A member by name, or by position where members have no names. */
function memberOf(expression: StructExpression, name: string, position: number): Expression {
  const named = expression.members.find((member) => member.name === name) ?? expression.members[position];
  if (named === undefined || (named.name !== undefined && named.name !== name))
    throw new ScriptError("bad-argument", expression.span, `the structure has no ${name}`);
  return named.value;
}

/** An array of struct iovec in memory, and the buffers that it points to. */
export interface IovecBlock {
  readonly array: Block;
  readonly buffers: readonly Block[];
}

export function writeIovec(
  call: CallContext,
  { elements }: IovecArgument,
  direction: "send" | "receive",
): IovecBlock {
  const layout = call.constants.struct("iovec");
  const array = call.allocate(layout.size * elements.length);
  const buffers = elements.map(({ base, length }, index) => {
    const block = direction === "send" ? sendBuffer(call, base, length) : receiveBuffer(call, base, length);
    writeFields(array.view, index * layout.size, layout, { iov_base: block.address, iov_len: length });
    return block;
  });
  return { array, buffers };
}

/** Compares `total` received bytes with what the script says about each element. */
export function checkIovec(
  { elements }: IovecArgument,
  buffers: readonly Block[],
  total: number,
  call: CallContext,
): readonly CallProblem[] {
  const received = pieces(elements, buffers, total);
  return elements.flatMap(({ base }, index) => checkReceived(base, received[index] ?? NOTHING, call));
}

const NOTHING = new Uint8Array();

/** What `total` bytes are in each of the buffers. */
function pieces(
  elements: readonly IovecElement[],
  buffers: readonly Block[],
  total: number,
): readonly Uint8Array[] {
  let left = total;
  return elements.map(({ length }, index) => {
    const filled = Math.min(left, length);
    left -= filled;
    return buffers[index]?.bytes.subarray(0, filled) ?? NOTHING;
  });
}

/** The list with `total` received bytes, where the script has structures for them. */
export function actualIovec(
  { elements }: IovecArgument,
  written: Expression,
  buffers: readonly Block[],
  total: number,
  call: CallContext,
): Expression {
  if (written.type !== "array") return written;
  const received = pieces(elements, buffers, total);
  return {
    ...written,
    elements: written.elements.map((element, index) => {
      const base = elements[index]?.base;
      if (element.type !== "struct" || base?.type !== "structure") return element;
      const members = element.members.map((member) =>
        member.value.type === "struct"
          ? { ...member, value: actualBuffer(base, member.value, received[index] ?? NOTHING, call) }
          : member,
      );
      return { ...element, members };
    }),
  };
}
