// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructExpression } from "../../../../dsl/ast.js";
import { ScriptError } from "../../../script-error.js";
import type { CallContext, Parameter } from "../../call.js";
import { describeExpression, evaluateInt32 } from "../../evaluate.js";
import { checkMembers } from "../../members.js";
import type { Structure } from "../../structures/structure.js";
import { type StructureValue, structureValue } from "../../structures/value.js";

/** One structure that says how a message is sent, or was received; undefined for NULL and `...`. */
export function info(name: string, structure: Structure): Parameter<StructureValue | undefined> {
  return {
    name,
    parse: (expression, call) =>
      isNothing(expression) ? undefined : structureValue(structOf(expression), [structure], call),
  };
}

/** Several such structures, as sctp_sendv() and sctp_recvv() take them. */
export interface InfoSet {
  readonly span: Span;
  /** Which of the whole one was written: that of one structure alone has its name here. */
  readonly alone: string | undefined;
  /** By the names of the structures. */
  readonly parts: ReadonlyMap<string, StructureValue>;
  /** sendv_flags */
  readonly flags: number;
}

/**
 * One of several structures, or a structure of all of them.
 * @param whole  which of its members is which structure
 * @param flags  its member with flags, if it has one
 */
export function infoSet(
  name: string,
  whole: Readonly<Record<string, Structure>>,
  flags?: string,
): Parameter<InfoSet | undefined> {
  return {
    name,
    parse: (expression, call) => {
      if (isNothing(expression)) return undefined;
      const struct = structOf(expression);
      const isWhole = struct.members.some(
        (member) => member.name !== undefined && (member.name === flags || Object.hasOwn(whole, member.name)),
      );
      return isWhole ? wholeSet(struct, whole, flags, call) : partOf(struct, Object.values(whole), call);
    },
  };
}

function partOf(struct: StructExpression, structures: readonly Structure[], call: CallContext): InfoSet {
  const names = struct.members.flatMap((member) => member.name ?? []);
  const structure =
    structures.find(({ members }) => names.every((name) => Object.hasOwn(members, name))) ??
    structures.find(({ members }) => names.some((name) => Object.hasOwn(members, name)));
  if (structure === undefined)
    throw new ScriptError(
      "bad-argument",
      struct.span,
      "no structure that this call takes has these members",
      `it takes ${structures.map((one) => `struct ${one.name}`).join(", ")}`,
    );
  const value = structureValue(struct, [structure], call);
  return { span: struct.span, alone: structure.name, parts: new Map([[structure.name, value]]), flags: 0 };
}

function wholeSet(
  struct: StructExpression,
  whole: Readonly<Record<string, Structure>>,
  flags: string | undefined,
  call: CallContext,
): InfoSet {
  checkMembers(struct, "the structure", [...Object.keys(whole), ...(flags === undefined ? [] : [flags])]);
  const parts = new Map<string, StructureValue>();
  let bits = 0;
  for (const { name, value } of struct.members) {
    const structure = name === undefined ? undefined : whole[name];
    if (name !== undefined && name === flags) bits = evaluateInt32(value, call.constants);
    else if (structure !== undefined && value.type !== "ellipsis")
      parts.set(structure.name, structureValue(structOf(value), [structure], call));
  }
  return { span: struct.span, alone: undefined, parts, flags: bits };
}

function isNothing(expression: Expression): boolean {
  return expression.type === "ellipsis" || (expression.type === "name" && expression.name === "NULL");
}

function structOf(expression: Expression): StructExpression {
  if (expression.type === "struct") return expression;
  throw new ScriptError(
    "bad-argument",
    expression.span,
    `expected a structure, not ${describeExpression(expression)}`,
  );
}
