// SPDX-License-Identifier: GPL-2.0
import { ScriptError } from "../../script-error.js";
import type { Parameter } from "../call.js";
import { describeExpression } from "../evaluate.js";

/** NULL and nothing else, such as a signal mask: a script has no signal handlers. */
export function nullPointer(name: string): Parameter<0> {
  return {
    name,
    parse: (expression) => {
      if (expression.type === "name" && expression.name === "NULL") return 0;
      throw new ScriptError(
        "bad-argument",
        expression.span,
        `${name} can be NULL only, not ${describeExpression(expression)}`,
      );
    },
  };
}
