// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "../../../dsl/ast.js";
import { escapeBytes } from "../../../dsl/escape.js";
import * as make from "../../../dsl/make.js";
import { formatAddress } from "../../../inject/wire/address.js";
import type { CallContext, CallProblem } from "../call.js";
import { readAddressBytes } from "../params/address.js";
import { readInteger } from "./integer-field.js";
import type { StructureValue, WrittenMember } from "./value.js";

/** Compares the members that the script has written with what the kernel wrote. */
export function checkStructure(
  { bytes, written }: StructureValue,
  actual: Uint8Array,
  call: CallContext,
): readonly CallProblem[] {
  return written.flatMap((member) => {
    const { span, name, field } = member;
    if (field.offset + field.size > actual.length)
      return [{ message: `${name}: the kernel wrote ${actual.length} bytes only`, span }];
    const [wanted, got] = [show(member, bytes, call), show(member, actual, call)];
    return wanted === got ? [] : [{ message: `${name}: expected ${wanted} but got ${got}`, span }];
  });
}

function show({ kind, field }: WrittenMember, from: Uint8Array, call: CallContext): string {
  const bytes = from.subarray(field.offset, field.offset + field.size);
  switch (kind) {
    case "address":
      return formatAddress(bytes);
    case "bytes":
      return `"${escapeBytes(bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1))}"`;
    case "socket-address": {
      const address = readAddressBytes(bytes, call.constants);
      return address === undefined
        ? "no IP address"
        : `${formatAddress(address.address)} port ${address.port}`;
    }
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
  const members = written.map((member) => {
    const { name, kind } = member;
    const text = show(member, actual, call);
    const isNumber = kind === "integer" || kind === "filter";
    return [
      name,
      isNumber ? make.integer(Number(text)) : make.string(Buffer.from(text.replaceAll('"', ""))),
    ] as const;
  });
  return make.struct(Object.fromEntries(members));
}
