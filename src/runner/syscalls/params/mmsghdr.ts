// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructExpression } from "../../../dsl/ast.js";
import * as make from "../../../dsl/make.js";
import type { Block } from "../../memory.js";
import { ScriptError } from "../../script-error.js";
import { offsetOf, readField } from "../../struct.js";
import type { CallContext, CallProblem, Parameter } from "../call.js";
import { describeExpression, evaluateInt32 } from "../evaluate.js";
import { checkMembers } from "../members.js";
import {
  actualMessage,
  checkMessage,
  type MessageArgument,
  type MessageBlock,
  message,
  writeMessage,
} from "./msghdr.js";

/** `{msg_hdr={msg_iov(1)=[{..., 100}]}, msg_len=100}`; without msg_len, or with `...`, it is not compared. */
export interface MessageOfMany {
  readonly span: Span;
  readonly written: StructExpression;
  readonly header: MessageArgument;
  readonly length: number | undefined;
}

export interface MessagesArgument {
  readonly span: Span;
  readonly messages: readonly MessageOfMany[];
}

const header = message("msg_hdr");

/** A list of struct mmsghdr, recvmmsg(2). */
export function messages(name: string): Parameter<MessagesArgument> {
  return {
    name,
    parse: (expression, call) => {
      if (expression.type !== "array") throw unfit(expression);
      return {
        span: expression.span,
        messages: expression.elements.map((element) => messageOf(element, call)),
      };
    },
  };
}

function messageOf(expression: Expression, call: CallContext): MessageOfMany {
  if (expression.type !== "struct") throw unfit(expression);
  checkMembers(expression, "struct mmsghdr", ["msg_hdr", "msg_len"]);
  const member = (name: string): Expression | undefined =>
    expression.members.find((candidate) => candidate.name === name)?.value;
  const [own, length] = [member("msg_hdr"), member("msg_len")];
  if (own === undefined) throw unfit(expression);
  return {
    span: expression.span,
    written: expression,
    header: header.parse(own, call),
    length:
      length === undefined || length.type === "ellipsis" ? undefined : evaluateInt32(length, call.constants),
  };
}

function unfit(expression: Expression): ScriptError {
  const what = describeExpression(expression);
  return new ScriptError(
    "bad-argument",
    expression.span,
    `expected {msg_hdr={…}, msg_len=…} in a list, not ${what}`,
  );
}

/** @throws {ScriptError} bad-argument if the count argument is not that of the list */
export function checkMessageCount({ span, messages }: MessagesArgument, count: number): void {
  if (count === messages.length) return;
  throw new ScriptError("bad-argument", span, `the list has ${messages.length} elements, not ${count}`);
}

/** An array of struct mmsghdr in memory, and its messages. */
export interface MessagesBlock {
  readonly array: Block;
  readonly blocks: readonly MessageBlock[];
}

export function writeMessages(
  call: CallContext,
  { messages }: MessagesArgument,
  direction: "send" | "receive",
): MessagesBlock {
  const layout = call.constants.struct("mmsghdr");
  const array = call.allocate(Math.max(1, messages.length) * layout.size);
  const { connect: address, connectPort: port } = call.environment.addresses;
  const blocks = messages.map((one, index) => {
    const block = writeMessage(call, one.header, direction, { address, port });
    array.bytes.set(block.header.bytes, index * layout.size + offsetOf(layout, "msg_hdr"));
    return block;
  });
  return { array, blocks };
}

/** The length that the kernel noted in a message. */
function lengthOf(call: CallContext, { array }: MessagesBlock, index: number): number {
  const layout = call.constants.struct("mmsghdr");
  return readField(array.view, index * layout.size, layout, "msg_len");
}

/** Compares the lengths of the first `count` messages with the script's. */
export function checkLengths(
  call: CallContext,
  { messages }: MessagesArgument,
  block: MessagesBlock,
  count: number,
): readonly CallProblem[] {
  return messages.slice(0, count).flatMap(({ length, span }, index) => {
    const actual = lengthOf(call, block, index);
    if (length === undefined || length === actual) return [];
    return [{ message: `msg_len: expected ${length} but got ${actual}`, span }];
  });
}

/** Compares the first `count` messages, which were received, with the script's. */
export function checkMessages(
  call: CallContext,
  { messages }: MessagesArgument,
  block: MessagesBlock,
  count: number,
): readonly CallProblem[] {
  return messages.slice(0, count).flatMap(({ header }, index) => {
    const received = receivedBlock(call, block, index);
    return received === undefined ? [] : checkMessage(call, header, received, lengthOf(call, block, index));
  });
}

/** A message whose header is what the kernel made of it. */
function receivedBlock(
  call: CallContext,
  { array, blocks }: MessagesBlock,
  index: number,
): MessageBlock | undefined {
  const block = blocks[index];
  const layout = call.constants.struct("mmsghdr");
  const at = index * layout.size + offsetOf(layout, "msg_hdr");
  block?.header.bytes.set(array.bytes.subarray(at, at + block.header.bytes.length));
  return block;
}

/** The list with the lengths, and of received messages what else the kernel wrote. */
export function actualMessages(
  call: CallContext,
  { messages }: MessagesArgument,
  block: MessagesBlock,
  direction: "send" | "receive",
): Expression {
  return make.array(
    messages.map(({ header, written }, index) => {
      const received = direction === "receive" ? receivedBlock(call, block, index) : undefined;
      const members = written.members.map((member) =>
        member.name === "msg_hdr" && received !== undefined
          ? {
              ...member,
              value: actualMessage(call, member.value, header, received, lengthOf(call, block, index)),
            }
          : member.name === "msg_len"
            ? { ...member, value: make.integer(lengthOf(call, block, index)) }
            : member,
      );
      return { ...written, members };
    }),
  );
}
