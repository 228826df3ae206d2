// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructExpression } from "../../../dsl/ast.js";
import type { FieldLayout, StructLayout } from "../../constants.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext } from "../call.js";
import { describeExpression, evaluateInt32 } from "../evaluate.js";
import { checkMembers } from "../members.js";
import { integerBytes, memberBytes, numbersOf } from "./member-bytes.js";
import { filterInstruction } from "./socket-filter.js";
import {
  type MemberKind,
  memberNamed,
  memberNames,
  type SimpleKind,
  type Structure,
  type StructureList,
} from "./structure.js";

/** A member that the script has written, but for `...`. */
export interface WrittenMember {
  readonly span: Span;
  readonly name: string;
  readonly kind: SimpleKind;
  readonly field: FieldLayout;
  /** Where it is if not in the structure itself, but in memory that this points to. */
  readonly memory?: Uint8Array;
  /** Likewise, as the script has it: the kernel writes over that memory. */
  readonly expected?: Uint8Array;
  /** The script's numbers of associations. */
  readonly associations?: readonly number[];
}

/** A structure of the script as bytes, and which of them the script says something about. */
export interface StructureValue {
  readonly bytes: Uint8Array;
  readonly written: readonly WrittenMember[];
  /** Where in the bytes the members are that getsockopt() reads. */
  readonly inputs: readonly FieldLayout[];
  /** Where the number of the association is, if the structure has one. */
  readonly association?: FieldLayout;
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
  const fits = (one: Structure) => names.every((name) => memberNamed(one, name) !== undefined);
  const structure = candidates.find(fits) ?? first;
  if (structure === undefined)
    throw new ScriptError("bad-argument", expression.span, "no structure is known for this option");
  checkMembers(expression, `struct ${structure.name}`, memberNames(structure));
  const layout = call.constants.struct(structure.name);
  let bytes = new Uint8Array(layout.size);
  const place = (value: Uint8Array, { offset }: FieldLayout): void => {
    const longer = new Uint8Array(Math.max(bytes.length, offset + value.length));
    longer.set(bytes);
    // bit fields share bytes
    for (const [index, byte] of value.entries())
      longer[offset + index] = (longer[offset + index] ?? 0) | byte;
    bytes = longer;
  };
  const order = Object.keys(structure.members);
  const written = expression.members.flatMap(({ name, value, span }, index): readonly WrittenMember[] => {
    const { kind, ...member } = memberOf(structure, layout, name ?? order[index], span);
    if (typeof kind !== "string" && "list" in kind) {
      if (value.type === "ellipsis") return [];
      const list = elementsOf(kind, member.name, value, expression, call);
      if (kind.place === "pointer") return pointTo(list, member.field, place, call);
      place(list.bytes, member.field);
      return list.written.map((one) => moved(one, member.field.offset));
    }
    if (typeof kind !== "string") {
      if (value.type === "ellipsis") return [];
      const inner = structureValue(structOf(value, kind), [kind], call);
      place(inner.bytes, member.field);
      return inner.written.map((one) => within(member.name, member.field, one));
    }
    if (value.type === "ellipsis" && !isPeer(kind)) return [];
    if (kind === "filter") {
      place(pointerBytes(writeFilter(value, call), member.field), member.field);
      return [{ kind, ...member }];
    }
    place(memberBytes({ kind, ...member }, value, call), member.field);
    if (value.type === "ellipsis" && kind === "peer-address") return [];
    const isAssociation = kind === "association" || kind === "associations";
    const associations = isAssociation ? { associations: numbersOf(value, call) } : {};
    return [{ kind, ...member, ...associations }];
  });
  const inputs = (structure.inputs ?? []).flatMap((name) => layout.fields.get(name) ?? []);
  const [owner] = order.filter((name) => structure.members[name] === "association");
  const association = owner === undefined ? undefined : layout.fields.get(owner);
  return { bytes, written, inputs, ...(association === undefined ? {} : { association }) };
}

/** In these, `...` stands for an address. */
function isPeer(kind: SimpleKind): boolean {
  return kind === "socket-address" || kind === "peer-address";
}

function structOf(value: Expression, { name }: Structure): StructExpression {
  if (value.type === "struct") return value;
  throw new ScriptError(
    "bad-argument",
    value.span,
    `expected a structure of the members of struct ${name}, not ${describeExpression(value)}`,
  );
}

/** A member of a structure within another. */
function within(outer: string, { offset }: FieldLayout, inner: WrittenMember): WrittenMember {
  const field = { ...inner.field, offset: offset + inner.field.offset };
  return { ...inner, name: `${outer}.${inner.name}`, field };
}

interface List {
  readonly bytes: Uint8Array;
  /** At their offsets in the bytes. */
  readonly written: readonly WrittenMember[];
}

/** The elements of a list one behind the other, with room for as many as the structure says. */
function elementsOf(
  { list, stride, room }: StructureList,
  name: string,
  value: Expression,
  owner: StructExpression,
  call: CallContext,
): List {
  if (value.type !== "array")
    throw new ScriptError(
      "bad-argument",
      value.span,
      `${name}: expected a list of structures, not ${describeExpression(value)}`,
    );
  const size = numberIn(owner, stride, call) ?? call.constants.struct(list.name).size;
  const count = Math.max(value.elements.length, numberIn(owner, room, call) ?? 0);
  const bytes = new Uint8Array(size * count);
  const written = value.elements.flatMap((element, index) => {
    if (element.type === "ellipsis") return [];
    const inner = structureValue(structOf(element, list), [list], call);
    bytes.set(inner.bytes.subarray(0, size), size * index);
    return inner.written.map((one) => ({
      ...moved(one, size * index),
      name: `${name}[${index}].${one.name}`,
    }));
  });
  return { bytes, written };
}

/** The number that a structure of the script has as that member. */
function numberIn(
  { members }: StructExpression,
  name: string | undefined,
  call: CallContext,
): number | undefined {
  const member = members.find((one) => one.name !== undefined && one.name === name);
  if (member === undefined || member.value.type === "ellipsis") return undefined;
  return evaluateInt32(member.value, call.constants);
}

/** Puts a list into memory of its own. */
function pointTo(
  { bytes, written }: List,
  field: FieldLayout,
  place: (value: Uint8Array, field: FieldLayout) => void,
  call: CallContext,
): readonly WrittenMember[] {
  const block = call.allocate(Math.max(1, bytes.length));
  block.bytes.set(bytes);
  place(pointerBytes(block.address, field), field);
  return written.map((one) => ({ ...one, memory: block.bytes, expected: bytes }));
}

function moved(member: WrittenMember, by: number): WrittenMember {
  return { ...member, field: { ...member.field, offset: member.field.offset + by } };
}

function memberOf(
  structure: Structure,
  layout: StructLayout,
  written: string | undefined,
  span: Span,
): Omit<WrittenMember, "kind"> & { readonly kind: MemberKind } {
  const { name: of, members, prefix = "" } = structure;
  const name = written === undefined ? undefined : memberNamed(structure, written);
  const kind = name === undefined ? undefined : members[name];
  if (name === undefined || kind === undefined)
    throw new ScriptError("bad-argument", span, `struct ${of} has ${Object.keys(members).length} members`);
  const isBehind = typeof kind !== "string" && "list" in kind && kind.place === "behind";
  const field = isBehind ? { offset: layout.size, size: 0 } : layout.fields.get(`${prefix}${name}`);
  if (field === undefined)
    throw new ScriptError("bad-argument", span, `struct ${of} of this kernel has no ${prefix}${name}`);
  return { span, name, kind, field };
}

function pointerBytes(address: number, field: FieldLayout): Uint8Array {
  return integerBytes(field, BigInt(address), (what) => {
    throw new RangeError(what);
  });
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
