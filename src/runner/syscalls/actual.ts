// SPDX-License-Identifier: GPL-2.0
import { type Expression, NO_SPAN } from "../../dsl/ast.js";
import * as make from "../../dsl/make.js";
import type { Constants } from "../constants.js";
import type { CallContext } from "./call.js";

/** The call's arguments with another one at `index`; that one is given as the script has it. */
export function withActual(
  { node }: CallContext,
  index: number,
  actual: (written: Expression) => Expression,
): readonly Expression[] {
  return node.args.map((arg, position) => (position === index ? actual(arg) : arg));
}

/** A number as the constants that it is made of, as far as they have names. */
export function flagsExpression(value: number, names: readonly string[], constants: Constants): Expression {
  const parts = constants.flags(value, names).split("|");
  const [first = make.integer(0), ...rest] = parts.map((part): Expression => {
    if (/^\d/.test(part)) return make.integer(Number(part), part.startsWith("0x") ? 16 : 10);
    return make.name(part);
  });
  return rest.reduce<Expression>(
    (left, right) => ({ type: "binary", span: NO_SPAN, operator: "|", left, right }),
    first,
  );
}
