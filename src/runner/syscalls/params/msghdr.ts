// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructMember } from "../../../dsl/ast.js";
import * as make from "../../../dsl/make.js";
import type { Block } from "../../memory.js";
import { ScriptError } from "../../script-error.js";
import { readField, writeFields } from "../../struct.js";
import { flagsExpression } from "../actual.js";
import type { CallContext, CallProblem, Parameter } from "../call.js";
import { describeExpression, evaluateInt32 } from "../evaluate.js";
import { checkMembers } from "../members.js";
import {
  type AddressArgument,
  addressOf,
  SOCKADDR_STORAGE_BYTES,
  type SocketAddress,
  writeAddress,
} from "./address.js";
import { checkAddress } from "./address-check.js";
import { type ControlMessage, controlOf } from "./control.js";
import { actualControl } from "./control-actual.js";
import { readControl, reserveControl, writeControl } from "./control-block.js";
import { checkControl } from "./control-check.js";
import { actualIovec, checkIovec, type IovecArgument, iovecOf, writeIovec } from "./iovec.js";

/** `{msg_name(...)=..., msg_iov(1)=[{..., 1000}], msg_flags=0, msg_control=[…]}` */
export interface MessageArgument {
  readonly span: Span;
  readonly name: AddressArgument | undefined;
  readonly iovec: IovecArgument;
  readonly flags: { readonly value: number; readonly span: Span } | undefined;
  readonly control: readonly ControlMessage[];
}

export function message(name: string): Parameter<MessageArgument> {
  return { name, parse: messageOf };
}

function messageOf(expression: Expression, call: CallContext): MessageArgument {
  if (expression.type !== "struct")
    throw new ScriptError(
      "bad-argument",
      expression.span,
      `expected {msg_name(...)=..., msg_iov(n)=[…], …}, not ${describeExpression(expression)}`,
    );
  checkMembers(expression, "struct msghdr", ["msg_name", "msg_iov", "msg_flags", "msg_control"]);
  const members = new Map<string, StructMember>();
  for (const member of expression.members) {
    if (member.name === undefined)
      throw new ScriptError("bad-argument", member.span, "members of struct msghdr have names");
    members.set(member.name, member);
  }
  const [name, flags, control] = [
    members.get("msg_name"),
    members.get("msg_flags"),
    members.get("msg_control"),
  ];
  return {
    span: expression.span,
    name: name === undefined ? undefined : addressOf(name.value, call),
    iovec: iovecMember(members.get("msg_iov"), expression.span, call),
    flags:
      flags === undefined
        ? undefined
        : { value: evaluateInt32(flags.value, call.constants), span: flags.span },
    control: control === undefined ? [] : controlOf(control.value, call),
  };
}

function iovecMember(member: StructMember | undefined, span: Span, call: CallContext): IovecArgument {
  if (member === undefined) return { span, elements: [] };
  const iovec = iovecOf(member.value, call);
  const count =
    member.count === undefined ? iovec.elements.length : evaluateInt32(member.count, call.constants);
  if (count !== iovec.elements.length)
    throw new ScriptError(
      "bad-argument",
      member.span,
      `msg_iov(${count}) has ${iovec.elements.length} elements`,
    );
  return iovec;
}

/** A struct msghdr in memory, and what it points to. */
export interface MessageBlock {
  readonly header: Block;
  readonly name: Block | undefined;
  readonly buffers: readonly Block[];
  readonly control: Block;
}

export function writeMessage(
  call: CallContext,
  argument: MessageArgument,
  direction: "send" | "receive",
  remote: SocketAddress,
): MessageBlock {
  const layout = call.constants.struct("user_msghdr");
  const header = call.allocate(layout.size);
  const { array, buffers } = writeIovec(call, argument.iovec, direction);
  const control =
    direction === "send" ? writeControl(call, argument.control) : reserveControl(call, argument.control);
  const name = nameBlock(call, argument.name, direction, remote);
  writeFields(header.view, 0, layout, {
    msg_name: name?.block.address ?? 0,
    msg_namelen: name?.length ?? 0,
    msg_iov: array.address,
    msg_iovlen: argument.iovec.elements.length,
    msg_control: control.bytes.length === 0 ? 0 : control.address,
    msg_controllen: control.bytes.length,
  });
  return { header, name: name?.block, buffers, control };
}

function nameBlock(
  call: CallContext,
  name: AddressArgument | undefined,
  direction: "send" | "receive",
  remote: SocketAddress,
): { readonly block: Block; readonly length: number } | undefined {
  if (name === undefined) return undefined;
  if (direction === "send") return writeAddress(call, name, remote);
  return { block: call.allocate(SOCKADDR_STORAGE_BYTES), length: SOCKADDR_STORAGE_BYTES };
}

/** Compares the address, flags, data and control messages that recvmsg() returned with the script's. */
export function checkMessage(
  call: CallContext,
  argument: MessageArgument,
  block: MessageBlock,
  received: number,
): readonly CallProblem[] {
  const layout = call.constants.struct("user_msghdr");
  const flags = readField(block.header.view, 0, layout, "msg_flags");
  const expected = (argument.flags?.value ?? 0) >>> 0;
  const problems: CallProblem[] = [];
  if (flags !== expected) {
    const names = messageFlags(call);
    const [wanted, got] = [call.constants.flags(expected, names), call.constants.flags(flags, names)];
    const span = argument.flags?.span ?? argument.span;
    problems.push({ message: `msg_flags: expected ${wanted} but got ${got}`, span });
  }
  const length = readField(block.header.view, 0, layout, "msg_controllen");
  return [
    ...problems,
    ...(argument.name === undefined || block.name === undefined
      ? []
      : checkAddress(argument.name, block.name, call)),
    ...checkIovec(argument.iovec, block.buffers, received, call),
    ...checkControl(argument.control, readControl(block.control, length, call.constants), call),
  ];
}

/** The structure with the flags, the control messages and the notifications that recvmsg() wrote. */
export function actualMessage(
  call: CallContext,
  written: Expression,
  argument: MessageArgument,
  block: MessageBlock,
  received: number,
): Expression {
  if (written.type !== "struct") return written;
  const layout = call.constants.struct("user_msghdr");
  const length = readField(block.header.view, 0, layout, "msg_controllen");
  const control = readControl(block.control, length, call.constants);
  const flags = readField(block.header.view, 0, layout, "msg_flags");
  const actual = new Map<string | undefined, Expression>([
    ["msg_flags", flagsExpression(flags, messageFlags(call), call.constants)],
    [
      "msg_control",
      make.array(control.map((message, index) => actualControl(call, argument.control[index], message))),
    ],
  ]);
  const members = written.members.map((member) => ({
    ...member,
    value:
      member.name === "msg_iov"
        ? actualIovec(argument.iovec, member.value, block.buffers, received, call)
        : (actual.get(member.name) ?? member.value),
  }));
  return { ...written, members };
}

/** Of two that are one bit, that which is received: MSG_NOTIFICATION of SCTP, not MSG_MORE. */
export function messageFlags(call: CallContext): readonly string[] {
  return call.constants.withPrefix("MSG_").flatMap(([name]) => (name === "MSG_MORE" ? [] : [name]));
}
