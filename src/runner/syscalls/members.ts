// SPDX-License-Identifier: GPL-2.0
import type { StructExpression } from "../../dsl/ast.js";
import { ScriptError } from "../script-error.js";
import { nearest } from "../suggest.js";

/**
 * Refuses members that a structure does not have.
 * @param structure  what it is called: "struct pollfd"
 * @param known  its members, as scripts write them
 * @throws {ScriptError} bad-argument
 */
export function checkMembers(
  { members }: StructExpression,
  structure: string,
  known: readonly string[],
): void {
  for (const { name, span } of members) {
    if (name === undefined || known.includes(name)) continue;
    const meant = nearest(name, known);
    throw new ScriptError(
      "bad-argument",
      span,
      `${structure} has no ${name}`,
      meant === undefined ? `its members are ${known.join(", ")}` : `did you mean ${meant}?`,
    );
  }
}
