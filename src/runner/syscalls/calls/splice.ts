// SPDX-License-Identifier: GPL-2.0
import type { Block } from "../../memory.js";
import { type CallContext, type Parameter, systemCall } from "../call.js";
import { evaluateInteger } from "../evaluate.js";
import { descriptor } from "../params/descriptor.js";
import { int32, size } from "../params/integer.js";

const LOFF_BYTES = 8;

/** NULL, or `[n]`: an offset in memory. */
export function offsetPointer(name: string): Parameter<bigint | undefined> {
  return {
    name,
    parse: (expression, call) => {
      const [only] = expression.type === "array" ? expression.elements : [expression];
      if (only === undefined) return undefined;
      const value = evaluateInteger(only, call.constants);
      return expression.type === "array" ? value : undefined;
    },
  };
}

/** The offset in memory; NULL for none. */
export function writeOffset(call: CallContext, offset: bigint | undefined): Block {
  if (offset === undefined) return call.environment.heap.null;
  const block = call.allocate(LOFF_BYTES);
  block.view.setBigInt64(0, offset, true);
  return block;
}

export const splice = systemCall({
  name: "splice",
  parameters: [
    descriptor("fd_in"),
    offsetPointer("off_in"),
    descriptor("fd_out"),
    offsetPointer("off_out"),
    size("len"),
    int32("flags"),
  ],
  prepare: (call, input, inputOffset, output, outputOffset, length, flags) => ({
    nr: call.constants.syscall("splice"),
    registers: [
      input.live,
      writeOffset(call, inputOffset).address,
      output.live,
      writeOffset(call, outputOffset).address,
      length,
      flags,
    ],
    result: "exact",
  }),
});
