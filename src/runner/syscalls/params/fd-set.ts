// SPDX-License-Identifier: GPL-2.0
import type { Expression, Span } from "../../../dsl/ast.js";
import * as make from "../../../dsl/make.js";
import type { Descriptor } from "../../descriptors.js";
import type { Block } from "../../memory.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext, CallProblem, Parameter } from "../call.js";
import { describeExpression } from "../evaluate.js";
import { checkMembers } from "../members.js";
import { descriptorOf } from "./descriptor.js";

/** fd_set: 1024 bits, include/uapi/linux/posix_types.h. */
const FD_SET_BYTES = 128;

/** Descriptors to wait for, and those that are to be ready after the call. */
export interface FdSetArgument {
  readonly span: Span;
  readonly fds: readonly Descriptor[];
  /** Undefined if the script does not say. */
  readonly ready: readonly Descriptor[] | undefined;
}

/** `[3, 4]`, `{fds=[3, 4], ready=[4]}`, or NULL. */
export function fdSet(name: string): Parameter<FdSetArgument | undefined> {
  return {
    name,
    parse: (expression, call) => {
      const { span } = expression;
      if (expression.type === "name" && expression.name === "NULL") return undefined;
      if (expression.type !== "struct") return { span, fds: listOf(expression, call), ready: undefined };
      checkMembers(expression, "the set of descriptors", ["fds", "ready"]);
      const member = (wanted: string): Expression | undefined =>
        expression.members.find((candidate) => candidate.name === wanted)?.value;
      const [fds, ready] = [member("fds"), member("ready")];
      if (fds === undefined) throw new ScriptError("bad-argument", span, "the set has no fds");
      const isOpen = ready === undefined || ready.type === "ellipsis";
      return { span, fds: listOf(fds, call), ready: isOpen ? undefined : listOf(ready, call) };
    },
  };
}

function listOf(expression: Expression, call: CallContext): readonly Descriptor[] {
  if (expression.type === "array") return expression.elements.map((element) => descriptorOf(element, call));
  throw new ScriptError(
    "bad-argument",
    expression.span,
    `expected a list of descriptors such as [3, 4], not ${describeExpression(expression)}`,
  );
}

/** The set in memory; NULL for none. */
export function writeFdSet(call: CallContext, set: FdSetArgument | undefined): Block {
  if (set === undefined) return call.environment.heap.null;
  const block = call.allocate(FD_SET_BYTES);
  for (const { live } of set.fds) {
    const at = live >> 3;
    block.bytes[at] = (block.bytes[at] ?? 0) | (1 << (live & 7));
  }
  return block;
}

/** The descriptors that the kernel left in a set. */
function readySet({ fds }: FdSetArgument, { bytes }: Block): readonly Descriptor[] {
  return fds.filter(({ live }) => ((bytes[live >> 3] ?? 0) & (1 << (live & 7))) !== 0);
}

/** Compares the set that the kernel left with the one that is to be ready. */
export function checkFdSet(set: FdSetArgument | undefined, block: Block): readonly CallProblem[] {
  if (set?.ready === undefined) return [];
  const [wanted, got] = [numbers(set.ready), numbers(readySet(set, block))];
  return wanted === got ? [] : [{ message: `ready: expected [${wanted}] but got [${got}]`, span: set.span }];
}

function numbers(fds: readonly Descriptor[]): string {
  return [...new Set(fds.map(({ script }) => script))].sort((a, b) => a - b).join(", ");
}

/** The set with the descriptors that the kernel left in it. */
export function actualFdSet(set: FdSetArgument, block: Block): Expression {
  const list = (fds: readonly Descriptor[]): Expression =>
    make.array(fds.map(({ script }) => make.integer(script)));
  return make.struct({ fds: list(set.fds), ready: list(readySet(set, block)) });
}
