// SPDX-License-Identifier: GPL-2.0
import { SyntaxError as GrammarError, type Item, parse } from "./parser.js";
import type { Stripped } from "./strip.js";

export { GrammarError, type Item };

/** The parts of a script in a text, or the first mistake in it. */
export function parseItems({ text, locate }: Stripped): readonly Item[] | GrammarError {
  try {
    return parse(text, { locate });
  } catch (error) {
    if (error instanceof GrammarError) return error;
    throw error;
  }
}
