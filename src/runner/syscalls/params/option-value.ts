// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructExpression } from "../../../dsl/ast.js";
import { escapeBytes } from "../../../dsl/escape.js";
import * as make from "../../../dsl/make.js";
import { ScriptError } from "../../script-error.js";
import { writeFields } from "../../struct.js";
import type { CallContext, CallProblem, Parameter } from "../call.js";
import { describeExpression, evaluateAddress, evaluateBytes, evaluateInt32 } from "../evaluate.js";
import { checkMembers } from "../members.js";

/** The value of a socket option. */
export type OptionArgument =
  | { readonly type: "any"; readonly span: Span }
  | { readonly type: "null"; readonly span: Span }
  /** `[1]` */
  | { readonly type: "int"; readonly span: Span; readonly value: number }
  /** A string, an address, or a structure. */
  | { readonly type: "bytes"; readonly span: Span; readonly bytes: Uint8Array; readonly isText: boolean };

const INT_BYTES = 4;

export function optionValue(name: string): Parameter<OptionArgument> {
  return { name, parse: optionOf };
}

function optionOf(expression: Expression, call: CallContext): OptionArgument {
  const { span } = expression;
  switch (expression.type) {
    case "ellipsis":
      return { type: "any", span };
    case "string":
    case "concat":
      return { type: "bytes", span, bytes: evaluateBytes(expression), isText: true };
    case "call":
      return { type: "bytes", span, bytes: evaluateAddress(expression), isText: false };
    case "struct":
      return { type: "bytes", span, bytes: lingerBytes(expression, call), isText: false };
    case "array": {
      const [only] = expression.elements;
      if (only === undefined || expression.elements.length > 1) break;
      if (only.type === "ellipsis") return { type: "any", span };
      return { type: "int", span, value: evaluateInt32(only, call.constants) };
    }
    case "name":
      if (expression.name === "NULL") return { type: "null", span };
      break;
    default:
      break;
  }
  throw new ScriptError(
    "bad-argument",
    span,
    `expected [number], a string, an address or a structure, not ${describeExpression(expression)}`,
  );
}

/** `{onoff=1, linger=2}`: struct linger, whose members have a prefix in C. */
function lingerBytes(expression: StructExpression, call: CallContext): Uint8Array {
  const layout = call.constants.struct("linger");
  const bytes = new Uint8Array(layout.size);
  checkMembers(expression, "struct linger", ["onoff", "linger", "l_onoff", "l_linger"]);
  const values = expression.members.map(({ name, value, span }) => {
    const field = name?.startsWith("l_") === true ? name : `l_${name}`;
    if (!layout.fields.has(field))
      throw new ScriptError("bad-argument", span, "expected {onoff=…, linger=…}");
    return [field, evaluateInt32(value, call.constants)] as const;
  });
  writeFields(new DataView(bytes.buffer), 0, layout, Object.fromEntries(values));
  return bytes;
}

/** The value in memory; nothing for one that may be anything. */
export function optionBytes(argument: OptionArgument, _call: CallContext): Uint8Array {
  switch (argument.type) {
    case "bytes":
      return argument.bytes;
    case "int": {
      const bytes = new Uint8Array(INT_BYTES);
      new DataView(bytes.buffer).setInt32(0, argument.value, true);
      return bytes;
    }
    default:
      return new Uint8Array();
  }
}

/** Compares the value that getsockopt() returned. */
export function checkOption(
  argument: OptionArgument,
  actual: Uint8Array,
  call: CallContext,
): readonly CallProblem[] {
  if (argument.type === "any" || argument.type === "null") return [];
  const expected = optionBytes(argument, call);
  if (Buffer.compare(expected, actual) === 0) return [];
  const show = (bytes: Uint8Array): string => {
    if (argument.type === "int" && bytes.length === INT_BYTES)
      return `[${new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)}]`;
    if (argument.type === "bytes" && argument.isText) return `"${escapeBytes(bytes)}"`;
    return Buffer.from(bytes).toString("hex");
  };
  return [
    { message: `option value: expected ${show(expected)} but got ${show(actual)}`, span: argument.span },
  ];
}

/** The value that getsockopt() returned, in the words of the script. */
export function actualOption(argument: OptionArgument, actual: Uint8Array): Expression {
  if (argument.type === "bytes") return make.string(actual);
  const view = new DataView(actual.buffer, actual.byteOffset, actual.byteLength);
  return make.array([
    actual.length === INT_BYTES ? make.integer(view.getInt32(0, true)) : make.string(actual),
  ]);
}
