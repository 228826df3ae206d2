// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "../../../dsl/ast.js";
import * as make from "../../../dsl/make.js";
import { ScriptError } from "../../script-error.js";
import { withActual } from "../actual.js";
import { type Parameter, systemCall } from "../call.js";
import { describeExpression, evaluateInt32 } from "../evaluate.js";
import { descriptor } from "../params/descriptor.js";
import { int32, optional } from "../params/integer.js";

const INT_BYTES = 4;

/** `[n]`: an int in memory, which the request reads or writes. */
const pointedInt: Parameter<{ readonly node: Expression; readonly value: number }> = {
  name: "argp",
  parse: (expression, call) => {
    const [only] = expression.type === "array" ? expression.elements : [];
    if (only === undefined || (expression.type === "array" && expression.elements.length > 1))
      throw new ScriptError(
        "bad-argument",
        expression.span,
        `expected [number], not ${describeExpression(expression)}`,
      );
    return { node: only, value: evaluateInt32(only, call.constants) };
  },
};

export const ioctl = systemCall({
  name: "ioctl",
  parameters: [descriptor("fd"), int32("request"), optional(pointedInt)],
  prepare: (call, fd, request, argument) => {
    const block = argument === undefined ? call.environment.heap.null : call.allocate(INT_BYTES);
    if (argument !== undefined) block.view.setInt32(0, argument.value, true);
    return {
      nr: call.constants.syscall("ioctl"),
      registers: [fd.live, request, block.address],
      result: "exact",
      after: () => {
        const actual = argument === undefined ? undefined : block.view.getInt32(0, true);
        if (argument === undefined || actual === argument.value) return [];
        return [{ message: `expected [${argument.value}] but got [${actual}]`, span: argument.node.span }];
      },
      actual: () => withActual(call, 2, () => make.array([make.integer(block.view.getInt32(0, true))])),
    };
  },
});
