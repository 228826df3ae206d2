// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import type { OptionLine } from "../dsl/ast.js";

/** The option lines of a script, or why they are not known. */
export type FoundOptions =
  | { readonly type: "found"; readonly options: readonly OptionLine[] }
  | { readonly type: "unreadable"; readonly message: string };

/** Reads the option lines on top of a script, and nothing else of it. */
export async function optionLines(path: string): Promise<FoundOptions> {
  try {
    const text = readFileSync(path, "utf8");
    const top = text.split("\n").filter((line) => /^\s*--/.test(line));
    if (top.length === 0) return { type: "found", options: [] };
    // Loaded here alone: the parser is most of what this process would load.
    const { parse } = await import("../dsl/parse.js");
    return { type: "found", options: parse(top.join("\n"), path).script.options };
  } catch (error) {
    return { type: "unreadable", message: error instanceof Error ? error.message : String(error) };
  }
}
