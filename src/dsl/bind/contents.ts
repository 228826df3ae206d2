// SPDX-License-Identifier: GPL-2.0
import type { Contents, SymbolRef } from "../ast.js";
import type { Binder } from "./binder.js";

export function bindContents(binder: Binder, contents: Contents<SymbolRef>): Contents {
  return contents.type === "pattern" ? { ...contents, start: binder.num(contents.start) } : contents;
}
