// SPDX-License-Identifier: GPL-2.0
import { ScriptError } from "../../script-error.js";
import { type Parameter, systemCall } from "../call.js";
import { describeExpression, evaluateInt32 } from "../evaluate.js";

const INT_BYTES = 4;

/** `[3, 4]`: the script's numbers for the two ends. */
const ends: Parameter<readonly [number, number]> = {
  name: "pipefd",
  parse: (expression, call) => {
    const [read, write, more] = expression.type === "array" ? expression.elements : [];
    if (read === undefined || write === undefined || more !== undefined)
      throw new ScriptError(
        "bad-argument",
        expression.span,
        `expected [fd, fd], not ${describeExpression(expression)}`,
      );
    return [evaluateInt32(read, call.constants), evaluateInt32(write, call.constants)];
  },
};

/** pipe() is pipe2() without flags: asm-generic/unistd.h has no other. */
export const pipe = systemCall({
  name: "pipe",
  parameters: [ends],
  prepare: (call, [read, write]) => {
    const block = call.allocate(2 * INT_BYTES);
    return {
      nr: call.constants.syscall("pipe2"),
      registers: [block.address, 0],
      result: "exact",
      effect: (ret) => {
        if (ret < 0) return [];
        return [
          ...call.openedAs(read, block.view.getInt32(0, true)),
          ...call.openedAs(write, block.view.getInt32(INT_BYTES, true)),
        ];
      },
    };
  },
});
