// SPDX-License-Identifier: GPL-2.0
import type { Contents, SymbolRef } from "../ast.js";
import { printExpression } from "./expression.js";
import { num } from "./values.js";

/** `"GET /"`, `pattern(1000)` */
export function printContents(contents: Contents<SymbolRef>): string {
  return contents.type === "pattern" ? `pattern(${num(contents.start)})` : printExpression(contents);
}
