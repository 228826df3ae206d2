// SPDX-License-Identifier: GPL-2.0
import type { Span, SymbolRef } from "./ast.js";
import { SyntaxError as GrammarError, type Item, type ParserOptions, parse } from "./parser.js";
import type { Stripped } from "./strip.js";

export { GrammarError, type Item };

/**
 * The parts of a script in a text; undefined if there is a mistake in it.
 *
 * @param symbols gets all names in them that stand for a value, and perhaps some more
 */
export function parseItems(stripped: Stripped, symbols: SymbolRef[]): readonly Item[] | undefined {
  const items = attempt(stripped, symbols, { peg$silentFails: 1 });
  return items instanceof GrammarError ? undefined : items;
}

/** The same, or what the first mistake is: only a text with a mistake is read a second time. */
export function parseItemsOrExplain(
  stripped: Stripped,
  symbols: SymbolRef[],
): readonly Item[] | GrammarError {
  return parseItems(stripped, symbols) ?? attempt(stripped, [], {});
}

function attempt(
  { text, locate }: Stripped,
  symbols: SymbolRef[],
  way: Pick<ParserOptions, "peg$silentFails">,
): readonly Item[] | GrammarError {
  const symbol = (span: Span, name: string): SymbolRef => {
    const made: SymbolRef = { type: "symbol", span, name };
    symbols.push(made);
    return made;
  };
  try {
    return parse(text, { locate, symbol, ...way });
  } catch (error) {
    if (error instanceof GrammarError) return error;
    throw error;
  }
}
