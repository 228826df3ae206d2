// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructExpression } from "../../../dsl/ast.js";
import type { FieldLayout, StructLayout } from "../../constants.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext } from "../call.js";
import { describeExpression } from "../evaluate.js";
import { checkMembers } from "../members.js";
import { integerBytes, memberBytes, numbersOf } from "./member-bytes.js";
import { filterInstruction } from "./socket-filter.js";
import { memberNamed, memberNames, type SimpleKind, type Structure } from "./structure.js";

/** A member that the script has written, but for `...`. */
export interface WrittenMember {
  readonly span: Span;
  readonly name: string;
  readonly kind: SimpleKind;
  readonly field: FieldLayout;
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

function memberOf(
  structure: Structure,
  layout: StructLayout,
  written: string | undefined,
  span: Span,
): Omit<WrittenMember, "kind"> & { readonly kind: SimpleKind | Structure } {
  const { name: of, members, prefix = "" } = structure;
  const name = written === undefined ? undefined : memberNamed(structure, written);
  const kind = name === undefined ? undefined : members[name];
  if (name === undefined || kind === undefined)
    throw new ScriptError("bad-argument", span, `struct ${of} has ${Object.keys(members).length} members`);
  const field = layout.fields.get(`${prefix}${name}`);
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
