// SPDX-License-Identifier: GPL-2.0
import type { Span, SymbolRef } from "./ast.js";
import type { Diagnostic } from "./diagnostic.js";
import { SyntaxError as GrammarError, type Item, type ParserOptions, parse } from "./parser.js";
import type { Stripped } from "./strip.js";

export { GrammarError, type Item };

/** What is found on the way. */
export interface Finds {
  /** All names that stand for a value, and perhaps some more. */
  readonly symbols: SymbolRef[];
  /** What was understood although it is usually written otherwise. */
  readonly warnings: Warning[];
}

export type Warning = Pick<Diagnostic, "span" | "code" | "message">;

/**
 * The parts of a script in a text; undefined if there is a mistake in it.
 *
 * @param finds gets what was found, but no warnings about a text with a mistake
 */
export function parseItems(stripped: Stripped, finds: Finds): readonly Item[] | undefined {
  const warnings: Warning[] = [];
  const items = attempt(stripped, { symbols: finds.symbols, warnings }, { peg$silentFails: 1 });
  if (items instanceof GrammarError) return undefined;
  for (const warning of warnings) finds.warnings.push(warning);
  return items;
}

/** The same, or what the first mistake is: only a text with a mistake is read a second time. */
export function parseItemsOrExplain(stripped: Stripped, finds: Finds): readonly Item[] | GrammarError {
  return parseItems(stripped, finds) ?? attempt(stripped, { symbols: [], warnings: [] }, {});
}

function attempt(
  { text, locate }: Stripped,
  { symbols, warnings }: Finds,
  way: Pick<ParserOptions, "peg$silentFails">,
): readonly Item[] | GrammarError {
  const symbol = (span: Span, name: string): SymbolRef => {
    const made: SymbolRef = { type: "symbol", span, name };
    symbols.push(made);
    return made;
  };
  const warn: ParserOptions["warn"] = ({ start, end }, code, message) => {
    warnings.push({ span: locate(start, end), code, message });
  };
  try {
    return parse(text, { locate, symbol, warn, ...way });
  } catch (error) {
    if (error instanceof GrammarError) return error;
    throw error;
  }
}
