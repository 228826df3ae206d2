// SPDX-License-Identifier: GPL-2.0
import { allPages, type Block, blocksOf } from "./pages.js";

/**
 * A script in the documentation. The words behind its opening fence say what must be true of it:
 *
 *   pkt run                  runs, and passes in all its variants
 *   pkt check                parses, and `ktest check` finds nothing; for what cannot be run
 *   pkt error CODE           `ktest check` finds exactly this error
 *   pkt warning CODE         exactly this warning
 *
 * and then, if need be,
 *
 *   NAME.pkt                 its file name, which decides on the variants: NAME-v4.pkt is for IPv4
 *   after NAME.pkt           it goes on from the end of that script
 */
export interface Example {
  readonly block: Block;
  readonly mode: Mode;
  /** Unique among all pages. */
  readonly name: string;
  /** What is between the fences. */
  readonly text: string;
  /** The same behind the script that it goes on from. */
  readonly script: string;
  /** How many characters of the script are not its own. */
  readonly offset: number;
}

export type Mode =
  | { readonly type: "run" }
  | { readonly type: "check" }
  | { readonly type: "finding"; readonly severity: "error" | "warning"; readonly code: string };

/** All examples of all pages. @throws Error for one whose words cannot be understood */
export function allExamples(): readonly Example[] {
  const examples = new Map<string, Example>();
  for (const block of allPages().flatMap(blocksOf)) {
    if (block.info[0] !== "pkt") continue;
    const example = exampleOf(block, examples);
    if (examples.has(example.name)) throw new Error(`${placeOf(block)}: a second ${example.name}`);
    examples.set(example.name, example);
  }
  return [...examples.values()];
}

/** For messages. */
export function placeOf({ page, line }: Block): string {
  return `${page}:${line}`;
}

function exampleOf(block: Block, before: ReadonlyMap<string, Example>): Example {
  const words = block.info.slice(1);
  const mode = modeOf(words, block);
  const name = words[0]?.endsWith(".pkt") ? words.shift() : undefined;
  const base = words.shift() === "after" ? before.get(words.shift() ?? "") : undefined;
  if (words.length > 0 || (block.info.includes("after") && base === undefined))
    throw new Error(`${placeOf(block)}: cannot understand "${block.info.join(" ")}"`);
  const prologue = base?.script ?? "";
  return {
    block,
    mode,
    name: name ?? `${block.page.replace(/\W/g, "-")}-line-${block.line}.pkt`,
    text: block.text,
    script: prologue + block.text,
    offset: prologue.length,
  };
}

/** Takes its words off the list. */
function modeOf(words: string[], block: Block): Mode {
  const word = words.shift();
  if (word === "run" || word === "check") return { type: word };
  const code = words.shift();
  if ((word === "error" || word === "warning") && code !== undefined)
    return { type: "finding", severity: word, code };
  throw new Error(`${placeOf(block)}: a pkt block is to run, check, error CODE or warning CODE`);
}
