// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span, StructExpression } from "../../../dsl/ast.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext } from "../call.js";
import {
  describeExpression,
  evaluateAddress,
  evaluateBytes,
  evaluateInt32,
  evaluateInteger,
} from "../evaluate.js";
import { checkMembers } from "../members.js";
import { messageStructures } from "../structures/index.js";
import type { Structure } from "../structures/structure.js";
import { type StructureValue, structureValue } from "../structures/value.js";
import { type OptionalStats, statsOf } from "./stats.js";

/** Members of struct sock_extended_err that a script writes. */
export const EXTENDED_ERROR_FIELDS = [
  "ee_errno",
  "ee_origin",
  "ee_type",
  "ee_code",
  "ee_info",
  "ee_data",
] as const;

/** One `{cmsg_level=…, cmsg_type=…, cmsg_data=…}`. */
export interface ControlMessage {
  readonly span: Span;
  readonly level: number;
  readonly type: number;
  readonly data: ControlData;
}

export type ControlData =
  /** `...` */
  | { readonly type: "any"; readonly span: Span }
  | { readonly type: "integer"; readonly span: Span; readonly value: number }
  | { readonly type: "bytes"; readonly span: Span; readonly bytes: Uint8Array }
  /** struct sock_extended_err; fields that are not written, or are `...`, may be anything. */
  | {
      readonly type: "extended-error";
      readonly span: Span;
      readonly fields: ReadonlyMap<string, ExtendedErrorField>;
    }
  /** struct scm_timestamping: the software time stamp, in script time; 0 is not compared. */
  | { readonly type: "timestamp"; readonly span: Span; readonly ns: bigint }
  /** IP_PKTINFO and its like. */
  | { readonly type: "structure"; readonly span: Span; readonly value: StructureValue }
  /** SCM_TIMESTAMPING_OPT_STATS: netlink attributes in order. */
  | { readonly type: "stats"; readonly span: Span; readonly stats: readonly OptionalStats[] };

export interface ExtendedErrorField {
  readonly span: Span;
  readonly value: number;
}

/** `msg_control=[…]` @throws {ScriptError} bad-argument */
export function controlOf(expression: Expression, call: CallContext): readonly ControlMessage[] {
  if (expression.type !== "array")
    throw new ScriptError(
      "bad-argument",
      expression.span,
      `expected a list of control messages, not ${describeExpression(expression)}`,
    );
  return expression.elements.map((element) => messageOf(element, call));
}

function messageOf(expression: Expression, call: CallContext): ControlMessage {
  if (expression.type !== "struct")
    throw new ScriptError(
      "bad-argument",
      expression.span,
      `expected {cmsg_level=, cmsg_type=, cmsg_data=}, not ${describeExpression(expression)}`,
    );
  checkMembers(expression, "struct cmsghdr", ["cmsg_level", "cmsg_type", "cmsg_data", "cmsg_len"]);
  const level = evaluateInt32(member(expression, "cmsg_level"), call.constants);
  const type = evaluateInt32(member(expression, "cmsg_type"), call.constants);
  const structures = messageStructures(level, type, call.constants);
  return {
    span: expression.span,
    level,
    type,
    data: dataOf(member(expression, "cmsg_data"), structures, call),
  };
}

function member(expression: StructExpression, name: string): Expression {
  const found = expression.members.find((candidate) => candidate.name === name);
  if (found === undefined)
    throw new ScriptError("bad-argument", expression.span, `the structure has no ${name}`);
  return found.value;
}

function dataOf(expression: Expression, structures: readonly Structure[], call: CallContext): ControlData {
  const { span } = expression;
  switch (expression.type) {
    case "ellipsis":
      return { type: "any", span };
    case "string":
    case "concat":
      return { type: "bytes", span, bytes: evaluateBytes(expression) };
    case "struct":
      if (structures.length > 0)
        return { type: "structure", span, value: structureValue(expression, structures, call) };
      return structOf(expression, call);
    case "call":
      if (expression.name === "inet6_addr")
        return { type: "bytes", span, bytes: evaluateAddress(expression) };
      return { type: "integer", span, value: evaluateInt32(expression, call.constants) };
    default:
      return { type: "integer", span, value: evaluateInt32(expression, call.constants) };
  }
}

function structOf(expression: StructExpression, call: CallContext): ControlData {
  const { span, members } = expression;
  const names = new Set(members.map(({ name }) => name));
  if (names.has("sa_family") || names.has("sin_addr") || names.has("sin6_addr")) {
    // SCTP_DSTADDRV4 and SCTP_DSTADDRV6 carry the address alone: RFC 6458 sections 5.3.9 and 5.3.10
    const address = member(expression, names.has("sin_addr") ? "sin_addr" : "sin6_addr");
    return { type: "bytes", span, bytes: evaluateAddress(address) };
  }
  if (names.has("scm_sec")) {
    const seconds = evaluateInteger(member(expression, "scm_sec"), call.constants);
    const nanoseconds = evaluateInteger(member(expression, "scm_nsec"), call.constants);
    return { type: "timestamp", span, ns: seconds * 1_000_000_000n + nanoseconds };
  }
  if (names.has("ee_errno") || names.has("ee_origin"))
    return { type: "extended-error", span, fields: extendedError(expression, call) };
  return { type: "stats", span, stats: statsOf(expression, call) };
}

function extendedError(
  expression: StructExpression,
  call: CallContext,
): ReadonlyMap<string, ExtendedErrorField> {
  checkMembers(expression, "struct sock_extended_err", EXTENDED_ERROR_FIELDS);
  const fields = new Map<string, ExtendedErrorField>();
  for (const { name, value, span } of expression.members) {
    if (name === undefined)
      throw new ScriptError("bad-argument", span, "members of struct sock_extended_err have names");
    if (value.type === "ellipsis") continue;
    fields.set(name, { span, value: evaluateInt32(value, call.constants) });
  }
  return fields;
}
