// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "../../../dsl/ast.js";
import type { FieldLayout } from "../../constants.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext } from "../call.js";
import {
  describeExpression,
  evaluateAddress,
  evaluateBytes,
  evaluateInt32,
  evaluateInteger,
} from "../evaluate.js";
import { addressBytes, addressOf, peerOf } from "../params/address.js";
import { writeInteger } from "./integer-field.js";
import type { SimpleKind } from "./structure.js";

interface Member {
  readonly name: string;
  readonly kind: Exclude<SimpleKind, "filter">;
  readonly field: FieldLayout;
}

/**
 * The bytes of a member, from its offset on.
 * @throws {ScriptError} bad-argument
 */
export function memberBytes({ name, kind, field }: Member, value: Expression, call: CallContext): Uint8Array {
  const refuse = (what: string): never => {
    throw new ScriptError("bad-argument", value.span, `${name}: ${what}`);
  };
  switch (kind) {
    case "integer":
      return integerBytes(field, evaluateInteger(value, call.constants), refuse);
    case "address": {
      const address = evaluateAddress(value);
      if (address.length !== field.size) refuse(`the address has ${address.length} bytes, not ${field.size}`);
      return address;
    }
    case "bytes": {
      const text = evaluateBytes(value);
      if (text.length > field.size)
        refuse(`the string has ${text.length} bytes, and there is room for ${field.size}`);
      return text;
    }
    case "socket-address":
    case "peer-address":
      return socketAddressBytes(value, kind, call);
    case "association":
    case "associations":
      return arrayBytes(field, numbersOf(value, call).map(BigInt), refuse, (script) =>
        BigInt(call.environment.associations.live(Number(script))),
      );
    case "integers":
      if (field.element === 1 && (value.type === "string" || value.type === "concat"))
        return evaluateBytes(value);
      return arrayBytes(field, elementsOf(value, call), refuse);
  }
}

/** The numbers of associations that a value of the script has: one, or those of a list. */
export function numbersOf(value: Expression, call: CallContext): readonly number[] {
  const list = value.type === "array" ? value.elements : [value];
  return list.map((element) => evaluateInt32(element, call.constants));
}

function elementsOf(value: Expression, call: CallContext): readonly bigint[] {
  if (value.type === "array")
    return value.elements.map((element) => evaluateInteger(element, call.constants));
  throw new ScriptError("bad-argument", value.span, `expected a list, not ${describeExpression(value)}`);
}

/** @throws what `refuse` throws for a value that does not fit */
export function integerBytes(field: FieldLayout, value: bigint, refuse: (what: string) => never): Uint8Array {
  const bytes = new Uint8Array(field.size);
  writeInteger(bytes, { ...field, offset: 0 }, value, refuse);
  return bytes;
}

/** One element after the other; of a member that is no array, the only one. */
function arrayBytes(
  { size, element = size }: FieldLayout,
  values: readonly bigint[],
  refuse: (what: string) => never,
  convert: (value: bigint) => bigint = (value) => value,
): Uint8Array {
  if (size !== 0 && values.length * element > size)
    refuse(`there are ${values.length} elements, and room for ${size / element}`);
  return Buffer.concat(
    values.map((value) => integerBytes({ offset: 0, size: element }, convert(value), refuse)),
  );
}

function socketAddressBytes(
  value: Expression,
  kind: "socket-address" | "peer-address",
  call: CallContext,
): Uint8Array {
  const argument = addressOf(value, call);
  if (argument.type === "explicit") return addressBytes(argument.address, call.constants);
  if (argument.type === "any") {
    const peer = peerOf(call);
    return addressBytes(kind === "peer-address" ? peer : { ...peer, port: 0 }, call.constants);
  }
  throw new ScriptError("bad-argument", value.span, `expected an address, not ${describeExpression(value)}`);
}
