// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "../../../dsl/ast.js";
import { escapeBytes } from "../../../dsl/escape.js";
import * as make from "../../../dsl/make.js";
import { formatAddress } from "../../../inject/wire/address.js";
import type { FieldLayout } from "../../constants.js";
import type { CallContext, CallProblem } from "../call.js";
import { addressStruct, readAddressBytes } from "../params/address.js";
import { readInteger } from "./integer-field.js";
import type { StructureValue, WrittenMember } from "./value.js";

/** Compares the members that the script has written with what the kernel wrote. */
export function checkStructure(
  { bytes, written }: StructureValue,
  actual: Uint8Array,
  call: CallContext,
): readonly CallProblem[] {
  return written.flatMap((member) => {
    const { span, name, field, associations, expected = bytes, memory: from = actual } = member;
    if (field.offset + field.size > from.length)
      return [{ message: `${name}: the kernel wrote ${from.length} bytes only`, span }];
    if (associations !== undefined && agree(associations, field, from, call)) return [];
    const wanted = associations === undefined ? show(member, expected, call) : shown(member, associations);
    const got = show(member, from, call);
    return wanted === got ? [] : [{ message: `${name}: expected ${wanted} but got ${got}`, span }];
  });
}

/** Whether all are those that the script means. */
function agree(
  wanted: readonly number[],
  field: FieldLayout,
  actual: Uint8Array,
  call: CallContext,
): boolean {
  const got = elements(field, actual).map(Number);
  const { associations } = call.environment;
  return (
    got.length === wanted.length && got.every((live, index) => associations.agree(wanted[index] ?? 0, live))
  );
}

function shown({ kind }: WrittenMember, numbers: readonly (number | bigint)[]): string {
  const text = numbers.join(", ");
  return kind === "association" ? text : `[${text}]`;
}

/** The elements of an array, which is as long as the bytes are if its length is open. */
function elements(field: FieldLayout, from: Uint8Array): readonly bigint[] {
  const { offset, size, element = size } = field;
  const count = Math.floor((size === 0 ? Math.max(0, from.length - offset) : size) / element);
  return Array.from({ length: count }, (_, index) =>
    readInteger(from, { offset: offset + index * element, size: element }),
  );
}

function numbers(member: WrittenMember, from: Uint8Array, call: CallContext): readonly (number | bigint)[] {
  const values = elements(member.field, from);
  if (member.associations === undefined) return values;
  return values.map((live) => call.environment.associations.script(Number(live)));
}

function show(member: WrittenMember, from: Uint8Array, call: CallContext): string {
  const { kind, field } = member;
  const bytes = from.subarray(field.offset, field.offset + field.size);
  switch (kind) {
    case "address":
      return formatAddress(bytes);
    case "bytes":
      return `"${escapeBytes(bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1))}"`;
    case "socket-address":
    case "peer-address": {
      const address = readAddressBytes(bytes, call.constants);
      return address === undefined
        ? "no IP address"
        : `${formatAddress(address.address)} port ${address.port}`;
    }
    case "integers":
    case "association":
    case "associations":
      return shown(member, numbers(member, from, call));
    default:
      return `${readInteger(from, field)}`;
  }
}

/** The members that the script has written with the values that the kernel wrote. */
export function actualStructure(
  { written }: StructureValue,
  actual: Uint8Array,
  call: CallContext,
): Expression {
  return nested(
    written.map((member) => [
      member.name.replaceAll("]", "").split(/[.[]/),
      actualMember(member, member.memory ?? actual, call),
    ]),
  );
}

/** Members of structures within are together in one, and elements in a list. */
function nested(members: readonly (readonly [path: readonly string[], value: Expression])[]): Expression {
  const groups = new Map<string, (readonly [readonly string[], Expression])[]>();
  for (const [[first = "", ...rest], value] of members)
    groups.set(first, [...(groups.get(first) ?? []), [rest, value]]);
  const values = [...groups].map(([name, group]) => {
    const [[path, value] = [[], make.ellipsis()]] = group;
    return [name, path.length === 0 ? value : nested(group)] as const;
  });
  return values.every(([name]) => /^\d+$/.test(name))
    ? make.array(values.map(([, value]) => value))
    : make.struct(Object.fromEntries(values));
}

function actualMember(member: WrittenMember, actual: Uint8Array, call: CallContext): Expression {
  const { kind, field } = member;
  if (field.offset + field.size > actual.length) return make.ellipsis();
  const bytes = actual.subarray(field.offset, field.offset + field.size);
  switch (kind) {
    case "integer":
    case "filter":
      return make.integer(readInteger(actual, field));
    case "association":
      return make.integer(numbers(member, actual, call)[0] ?? 0);
    case "integers":
    case "associations":
      return make.array(numbers(member, actual, call).map((value) => make.integer(value)));
    case "socket-address":
    case "peer-address":
      return addressStruct(readAddressBytes(bytes, call.constants));
    default:
      return make.string(Buffer.from(show(member, actual, call).replaceAll('"', "")));
  }
}
