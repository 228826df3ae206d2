// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructExpression } from "../../../dsl/ast.js";
import { escapeBytes } from "../../../dsl/escape.js";
import * as make from "../../../dsl/make.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext, CallProblem, Parameter } from "../call.js";
import { describeExpression, evaluateAddress, evaluateBytes, evaluateInt32 } from "../evaluate.js";
import { actualStructure, checkStructure } from "../structures/compare.js";
import { STRUCTURES, structuresOf } from "../structures/index.js";
import { type LevelAndName, memberNamed, type Structure, sctp } from "../structures/structure.js";
import { type StructureValue, structureValue } from "../structures/value.js";

/** The value of a socket option. */
export type OptionArgument =
  | { readonly type: "any"; readonly span: Span }
  | { readonly type: "null"; readonly span: Span }
  /** `[1]` */
  | { readonly type: "int"; readonly span: Span; readonly value: number }
  /** `{onoff=1, linger=2}`, or a list of structures. */
  | { readonly type: "structures"; readonly span: Span; readonly values: readonly StructureValue[] }
  /** A string or an address. */
  | { readonly type: "bytes"; readonly span: Span; readonly bytes: Uint8Array; readonly isText: boolean };

const INT_BYTES = 4;

/**
 * The value of an option whose name is the third argument of the call.
 * @param level  its level, SOL_*, if that is not the second argument
 */
export function optionValue(name: string, level?: string): Parameter<OptionArgument> {
  return { name, parse: (expression, call) => optionOf(expression, call, level) };
}

/** Values that are nothing but the number of an association. */
const ASSOCIATIONS: readonly LevelAndName[] = sctp("SCTP_RESET_ASSOC");

function optionOf(expression: Expression, call: CallContext, level?: string): OptionArgument {
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
      return {
        type: "structures",
        span,
        values: [structureValue(expression, candidates(expression, call, level), call)],
      };
    case "array": {
      const structs = expression.elements.filter((element) => element.type === "struct");
      if (structs.length > 0 && structs.length === expression.elements.length) {
        const values = structs.map((element) =>
          structureValue(element, candidates(element, call, level, true), call),
        );
        return { type: "structures", span, values };
      }
      const [only] = expression.elements;
      if (only === undefined || expression.elements.length > 1) break;
      if (only.type === "ellipsis") return { type: "any", span };
      return { type: "int", span, value: intValue(evaluateInt32(only, call.constants), call) };
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

/** The structures that the option may have; where the option is not known, those that the members fit. */
function candidates(
  expression: StructExpression,
  call: CallContext,
  fixed: string | undefined,
  inList = false,
): readonly Structure[] {
  const [level, name] = optionOfCall(call, fixed);
  if (level === undefined || name === undefined) {
    const names = expression.members.flatMap((member) => member.name ?? []);
    return STRUCTURES.filter((one) => names.every((written) => memberNamed(one, written) !== undefined));
  }
  return structuresOf(level, name, call.constants).filter(({ isList = false }) => isList || !inList);
}

/** The level and the name that the call has in front of the value. */
function optionOfCall(call: CallContext, fixed?: string): readonly (number | undefined)[] {
  const [, level, name] = call.node.args;
  return [fixed === undefined ? numberOf(level, call) : call.constants.require(fixed), numberOf(name, call)];
}

/** What the kernel is given for a number of the script. */
function intValue(script: number, call: CallContext): number {
  const [level, name] = optionOfCall(call);
  const isAssociation = ASSOCIATIONS.some(
    ([of, option]) => call.constants.get(of) === level && call.constants.get(option) === name,
  );
  return isAssociation ? call.environment.associations.live(script) : script;
}

/** Undefined if it is none that is known, which is reported where it is evaluated as an argument. */
function numberOf(expression: Expression | undefined, call: CallContext): number | undefined {
  if (expression === undefined) return undefined;
  try {
    return evaluateInt32(expression, call.constants);
  } catch (error) {
    if (error instanceof ScriptError) return undefined;
    throw error;
  }
}

/** The value in memory; nothing for one that may be anything. */
export function optionBytes(argument: OptionArgument): Uint8Array {
  switch (argument.type) {
    case "structures":
      return Buffer.concat(argument.values.map(({ bytes }) => bytes));
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

/** What getsockopt() finds in the value before it writes it: the members that ask for something. */
export function requestBytes(argument: OptionArgument): Uint8Array {
  if (argument.type !== "structures") return new Uint8Array();
  return Buffer.concat(
    argument.values.map(({ bytes, inputs }) => {
      const request = new Uint8Array(bytes.length);
      for (const { offset, size } of inputs) request.set(bytes.subarray(offset, offset + size), offset);
      return request;
    }),
  );
}

/** Compares the value that getsockopt() returned. */
export function checkOption(
  argument: OptionArgument,
  actual: Uint8Array,
  call: CallContext,
): readonly CallProblem[] {
  if (argument.type === "any" || argument.type === "null") return [];
  if (argument.type === "structures") {
    let at = 0;
    return argument.values.flatMap((value) => {
      const own = actual.subarray(at, at + value.bytes.length);
      at += value.bytes.length;
      return checkStructure(value, own, call);
    });
  }
  const expected = optionBytes(argument);
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
export function actualOption(argument: OptionArgument, actual: Uint8Array, call: CallContext): Expression {
  const [only] = argument.type === "structures" ? argument.values : [];
  if (only !== undefined) return actualStructure(only, actual, call);
  if (argument.type === "bytes") return make.string(actual);
  const view = new DataView(actual.buffer, actual.byteOffset, actual.byteLength);
  return make.array([
    actual.length === INT_BYTES ? make.integer(view.getInt32(0, true)) : make.string(actual),
  ]);
}
