// SPDX-License-Identifier: GPL-2.0
import type { Expression } from "../../../dsl/ast.js";
import type { Descriptor } from "../../descriptors.js";
import { ScriptError } from "../../script-error.js";
import type { CallContext, Parameter } from "../call.js";
import { evaluateInt32 } from "../evaluate.js";

/** An open file descriptor of the script. */
export function descriptor(name: string): Parameter<Descriptor> {
  return { name, parse: descriptorOf };
}

/**
 * The descriptor that a number of the script stands for.
 * @throws {ScriptError} bad-descriptor
 */
export function descriptorOf(expression: Expression, call: CallContext): Descriptor {
  const fd = evaluateInt32(expression, call.constants);
  const found = call.environment.descriptors.byScript(fd);
  if (found !== undefined) return found;
  const open = call.environment.descriptors.scriptNumbers();
  throw new ScriptError(
    "bad-descriptor",
    expression.span,
    `the script has no open file descriptor ${fd}`,
    open.length === 0 ? "none is open" : `open are ${open.join(", ")}`,
  );
}
