// SPDX-License-Identifier: GPL-2.0
import type { Span } from "../../../../dsl/ast.js";
import { ScriptError } from "../../../script-error.js";
import type { CallProblem, Parameter } from "../../call.js";
import { describeExpression, evaluateInt32 } from "../../evaluate.js";

/** A number that a call returns through a pointer: `[8]`, the number alone, or `...` for any. */
export interface Returned {
  readonly span: Span;
  readonly value: number | undefined;
}

export function returned(name: string): Parameter<Returned> {
  return {
    name,
    parse: (expression, call) => {
      const { span } = expression;
      const [only, ...more] = expression.type === "array" ? expression.elements : [expression];
      if (only === undefined || more.length > 0)
        throw new ScriptError(
          "bad-argument",
          span,
          `expected [number], not ${describeExpression(expression)}`,
        );
      return {
        span,
        value: only.type === "ellipsis" ? undefined : evaluateInt32(only, call.constants),
      };
    },
  };
}

/**
 * @param what  what the number is
 * @param show  how it is written
 */
export function checkReturned(
  what: string,
  { span, value }: Returned,
  actual: number,
  show: (value: number) => string = String,
): readonly CallProblem[] {
  if (value === undefined || value === actual) return [];
  return [{ message: `${what}: expected ${show(value)} but got ${show(actual)}`, span }];
}
