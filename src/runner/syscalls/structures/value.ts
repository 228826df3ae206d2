// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructExpression } from "../../../dsl/ast.js";
import type { FieldLayout, StructLayout } from "../../constants.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext } from "../call.js";
import { describeExpression, evaluateAddress, evaluateBytes, evaluateInteger } from "../evaluate.js";
import { checkMembers } from "../members.js";
import { addressBytes, addressOf } from "../params/address.js";
import { writeInteger } from "./integer-field.js";
import { filterInstruction } from "./socket-filter.js";
import type { MemberKind, Structure } from "./structure.js";

/** A member that the script has written, but for `...`. */
export interface WrittenMember {
  readonly span: Span;
  readonly name: string;
  readonly kind: MemberKind;
  readonly field: FieldLayout;
}

/** A structure of the script as bytes, and which of them the script says something about. */
export interface StructureValue {
  readonly bytes: Uint8Array;
  readonly written: readonly WrittenMember[];
}

/**
 * The structure that an expression is, members that are not written zero.
 * @param candidates  the one with all members that are written is taken, or else the first
 * @throws {ScriptError} bad-argument
 */
export function structureValue(
  expression: StructExpression,
  candidates: readonly Structure[],
  call: CallContext,
): StructureValue {
  const names = expression.members.flatMap(({ name }) => name ?? []);
  const [first] = candidates;
  const structure = candidates.find((one) => names.every((name) => knows(one, name))) ?? first;
  if (structure === undefined)
    throw new ScriptError("bad-argument", expression.span, "no structure is known for this option");
  const layout = call.constants.struct(structure.name);
  const order = Object.keys(structure.members);
  checkMembers(expression, `struct ${structure.name}`, [
    ...order,
    ...order.map((name) => `${structure.prefix ?? ""}${name}`),
  ]);
  const bytes = new Uint8Array(layout.size);
  const written = expression.members.flatMap(({ name, value, span }, index): readonly WrittenMember[] => {
    const member = memberOf(structure, layout, name ?? order[index], span);
    const isOpen = value.type === "ellipsis" && member.kind !== "socket-address";
    if (isOpen) return [];
    writeMember(bytes, member, value, call);
    return [member];
  });
  return { bytes, written };
}

function knows({ members, prefix = "" }: Structure, name: string): boolean {
  return (
    Object.hasOwn(members, name) ||
    (name.startsWith(prefix) && Object.hasOwn(members, name.slice(prefix.length)))
  );
}

function memberOf(
  { name: of, members, prefix = "" }: Structure,
  layout: StructLayout,
  written: string | undefined,
  span: Span,
): WrittenMember {
  const name =
    written?.startsWith(prefix) && Object.hasOwn(members, written.slice(prefix.length))
      ? written.slice(prefix.length)
      : written;
  const kind = name === undefined ? undefined : members[name];
  const field = layout.fields.get(`${prefix}${name}`);
  if (name === undefined || kind === undefined)
    throw new ScriptError("bad-argument", span, `struct ${of} has ${Object.keys(members).length} members`);
  if (field === undefined)
    throw new ScriptError("bad-argument", span, `struct ${of} of this kernel has no ${prefix}${name}`);
  return { span, name, kind, field };
}

function writeMember(into: Uint8Array, member: WrittenMember, value: Expression, call: CallContext): void {
  const { field, kind, name } = member;
  const refuse = (what: string): never => {
    throw new ScriptError("bad-argument", value.span, `${name}: ${what}`);
  };
  switch (kind) {
    case "integer":
      writeInteger(into, field, evaluateInteger(value, call.constants), refuse);
      return;
    case "filter":
      writeInteger(into, field, BigInt(writeFilter(value, call)), refuse);
      return;
    case "address": {
      const address = evaluateAddress(value);
      if (address.length !== field.size) refuse(`the address has ${address.length} bytes, not ${field.size}`);
      into.set(address, field.offset);
      return;
    }
    case "bytes": {
      const text = evaluateBytes(value);
      if (text.length > field.size)
        refuse(`the string has ${text.length} bytes, and there is room for ${field.size}`);
      into.set(text, field.offset);
      return;
    }
    case "socket-address":
      into.set(socketAddressBytes(value, call), field.offset);
      return;
  }
}

function socketAddressBytes(value: Expression, call: CallContext): Uint8Array {
  const argument = addressOf(value, call);
  if (argument.type === "explicit") return addressBytes(argument.address, call.constants);
  if (argument.type === "any")
    return addressBytes({ address: call.environment.addresses.connect, port: 0 }, call.constants);
  throw new ScriptError("bad-argument", value.span, `expected an address, not ${describeExpression(value)}`);
}

function writeFilter(value: Expression, call: CallContext): number {
  if (value.type !== "array")
    throw new ScriptError(
      "bad-argument",
      value.span,
      `expected a list of {code=, jt=, jf=, k=}, not ${describeExpression(value)}`,
    );
  const instructions = value.elements.map((element) => {
    if (element.type !== "struct")
      throw new ScriptError(
        "bad-argument",
        element.span,
        `expected {code=, jt=, jf=, k=}, not ${describeExpression(element)}`,
      );
    return structureValue(element, [filterInstruction], call).bytes;
  });
  const program = Buffer.concat(instructions);
  const block = call.allocate(Math.max(1, program.length));
  block.bytes.set(program);
  return block.address;
}
