// SPDX-License-Identifier: GPL-2.0
import type { Span } from "../../../../dsl/ast.js";
import { ScriptError } from "../../../script-error.js";
import type { CallContext, CallProblem, Parameter } from "../../call.js";
import { describeExpression, evaluateInt32 } from "../../evaluate.js";

/** sctp_assoc_t for the kernel, from the script's number; `...` is 0, for the only one of a socket. */
export function association(name: string): Parameter<number> {
  return {
    name,
    parse: (expression, call) =>
      expression.type === "ellipsis"
        ? 0
        : call.environment.associations.live(evaluateInt32(expression, call.constants)),
  };
}

/** The place of an association's number that a call returns: `[3]`, `[...]`, `...` or NULL. */
export interface ReturnedAssociation {
  readonly span: Span;
  /** The script's number; undefined if it may be any. */
  readonly script: number | undefined;
}

export function returnedAssociation(name: string): Parameter<ReturnedAssociation> {
  return {
    name,
    parse: (expression, call) => {
      const { span } = expression;
      const [only, ...more] = expression.type === "array" ? expression.elements : [];
      if (expression.type === "ellipsis" || only?.type === "ellipsis") return { span, script: undefined };
      if (expression.type === "name" && expression.name === "NULL") return { span, script: undefined };
      if (only === undefined || more.length > 0)
        throw new ScriptError(
          "bad-argument",
          span,
          `expected [number], [...] or NULL, not ${describeExpression(expression)}`,
        );
      return { span, script: evaluateInt32(only, call.constants) };
    },
  };
}

/** Compares the number that the kernel wrote, `live`, or learns what the script calls it. */
export function checkAssociation(
  { span, script }: ReturnedAssociation,
  live: number,
  call: CallContext,
): readonly CallProblem[] {
  const { associations } = call.environment;
  if (script === undefined || associations.agree(script, live)) return [];
  return [{ message: `association: expected ${script} but got ${associations.script(live)}`, span }];
}
