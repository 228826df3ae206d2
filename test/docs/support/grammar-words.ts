// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import peggy from "peggy";
import { ROOT } from "./pages.js";

const FOLDER = join(ROOT, "src/dsl/grammar");

/** The words that the grammar knows, letters first, by the name of their file. */
export function grammarWords(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".pegjs"));
  return new Map(files.map((name) => [name, wordsOf(readFileSync(join(FOLDER, name), "utf8"))]));
}

function wordsOf(source: string): readonly string[] {
  const words = new Set<string>();
  collect(peggy.parser.parse(source, { grammarSource: "grammar", reservedWords: [] }), words);
  return [...words].sort();
}

/** All literals below a node that could be words of a script; code of actions is no node. */
function collect(node: unknown, words: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  if ("type" in node && node.type === "literal" && "value" in node) {
    const word = String(node.value);
    if (/^[A-Za-z][\w#-]+$/.test(word)) words.add(word);
  }
  for (const [key, child] of Object.entries(node)) if (key !== "location") collect(child, words);
}
