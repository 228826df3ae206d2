// SPDX-License-Identifier: GPL-2.0
import { ScriptError } from "../../script-error.js";
import type { Parameter } from "../call.js";
import { evaluateInt32, evaluateInteger } from "../evaluate.js";

/** C's int or unsigned int, as the int with these bits. */
export function int32(name: string): Parameter<number> {
  return { name, parse: (expression, call) => evaluateInt32(expression, call.constants) };
}

/** A size in bytes or a number of elements, not negative. */
export function size(name: string): Parameter<number> {
  return {
    name,
    parse: (expression, call) => {
      const value = evaluateInt32(expression, call.constants);
      if (value < 0) throw new ScriptError("bad-argument", expression.span, `${name} is negative`);
      return value;
    },
  };
}

/** C's long. */
export function int64(name: string): Parameter<bigint> {
  return {
    name,
    parse: (expression, call) => BigInt.asIntN(64, evaluateInteger(expression, call.constants)),
  };
}

/** The same parameter, which may be left out at the end. */
export function optional<T>(parameter: Parameter<T>): Parameter<T | undefined> {
  return { ...parameter, optional: true };
}
