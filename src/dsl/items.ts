// SPDX-License-Identifier: GPL-2.0
import { SyntaxError as GrammarError, type Item, parse } from "./parser.js";
import type { Stripped } from "./strip.js";

export { GrammarError, type Item };

/** The parts of a script in a text; undefined if there is a mistake in it. */
export function parseItems(stripped: Stripped): readonly Item[] | undefined {
  const items = attempt(stripped, { peg$silentFails: 1 });
  return items instanceof GrammarError ? undefined : items;
}

/** The same, or what the first mistake is: only a text with a mistake is read a second time. */
export function parseItemsOrExplain(stripped: Stripped): readonly Item[] | GrammarError {
  return parseItems(stripped) ?? attempt(stripped, {});
}

function attempt(
  { text, locate }: Stripped,
  options: { readonly peg$silentFails?: 1 },
): readonly Item[] | GrammarError {
  try {
    return parse(text, { locate, ...options });
  } catch (error) {
    if (error instanceof GrammarError) return error;
    throw error;
  }
}
