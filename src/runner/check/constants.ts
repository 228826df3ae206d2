// SPDX-License-Identifier: GPL-2.0
import type { NameExpression } from "../../dsl/ast.js";
import type { Constants } from "../constants.js";
import { nearest } from "../suggest.js";
import { constantElsewhere } from "./elsewhere.js";
import { type Finding, finding } from "./finding.js";

/** What is wrong with a name that stands for a number; undefined if the kernel's headers have it. */
export function unknownConstant(
  { name, span }: Pick<NameExpression, "name" | "span">,
  constants: Constants,
  what: "constant" | "errno" = "constant",
): Finding | undefined {
  if (constants.get(name) !== undefined) return undefined;
  const where = constantElsewhere(name);
  if (where !== undefined)
    return finding(
      "warning",
      "check/foreign-constant",
      span,
      `${name} is no ${what} of this kernel's headers`,
      [{ message: where }],
    );
  const names = what === "errno" ? [...constants.names()].filter(isErrno) : constants.names();
  const meant = nearest(name, names);
  const note = meant === undefined ? `--define=${name}=value gives it a value` : `did you mean ${meant}?`;
  const message = `${name} is no ${what} of this kernel's headers`;
  return finding("error", "script/unknown-constant", span, message, [{ message: note }]);
}

function isErrno(name: string): boolean {
  return /^E[A-Z0-9]+$/.test(name);
}
