// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import type { OptionLine } from "../dsl/ast.js";

/** The option lines of a script, or why they are not known. */
export type FoundOptions =
  | { readonly type: "found"; readonly options: readonly OptionLine[] }
  | { readonly type: "unreadable"; readonly message: string };

/** Scripts of a suite mostly have the same lines: by their text. Spans are those of the first script. */
const known = new Map<string, readonly OptionLine[]>();

/** Reads the option lines on top of a script, and nothing else of it. */
export async function optionLines(path: string): Promise<FoundOptions> {
  try {
    const top = readFileSync(path, "utf8")
      .match(/^[ \t]*--.*/gm)
      ?.join("\n");
    if (top === undefined) return { type: "found", options: [] };
    const options = known.get(top) ?? (await parseOptions(top, path));
    known.set(top, options);
    return { type: "found", options };
  } catch (error) {
    return { type: "unreadable", message: error instanceof Error ? error.message : String(error) };
  }
}

async function parseOptions(text: string, path: string): Promise<readonly OptionLine[]> {
  // Loaded here alone: the parser is most of what this process would load.
  const { parse } = await import("../dsl/parse.js");
  return parse(text, path).script.options;
}
