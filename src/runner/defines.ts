// SPDX-License-Identifier: GPL-2.0
import type { Script, SymbolRef } from "../dsl/ast.js";
import { type Defines, parseDefine } from "../dsl/bind/index.js";
import type { Variant } from "./config/variant.js";

/**
 * The names that are defined for a script from outside: the variant's count where the script does
 * not define them itself, the user's in any case.
 *
 * @param user     `NAME=VALUE`
 * @param isNamed  whether the script may name one: others are of no use
 */
export function definesOf(
  { options }: Script<SymbolRef>,
  variant: Variant,
  user: readonly string[],
  isNamed: (name: string) => boolean = () => true,
): Defines {
  const own = new Set(
    options.flatMap(({ name, value }) =>
      name === "define" && value?.type === "definition" ? [value.name] : [],
    ),
  );
  const given = [
    ...Object.entries(variant.defines)
      .filter(([name]) => isNamed(name) && !own.has(name))
      .map(([name, value]) => `${name}=${value}`),
    ...user,
  ];
  return new Map(
    given.flatMap((text) => {
      const define = parseDefine(text);
      return define === undefined || !isNamed(define.name) ? [] : [[define.name, define.value] as const];
    }),
  );
}
