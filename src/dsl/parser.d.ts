// SPDX-License-Identifier: GPL-2.0
// Types of what peggy makes of grammar/.
import type { Event, OptionLine, Span, SymbolRef, UntimedCommand } from "./ast.js";

export interface ParserOptions {
  /** Turns offsets in the parsed text into the span of the node. */
  readonly locate: (start: number, end: number) => Span;
  /** Makes the node of a name; also called for some that the grammar then takes for something else. */
  readonly symbol: (span: Span, name: string) => SymbolRef;
  /** Told of what is understood although it is usually written otherwise; offsets in the parsed text. */
  readonly warn: (
    place: { readonly start: number; readonly end: number },
    code: string,
    message: string,
  ) => void;
  /**
   * 1: the fast way, which does not find out what was expected (see tools/parser).
   * Then `location` and `expected` of an error say nothing, unless an action called error().
   */
  readonly peg$silentFails?: 1;
}

/** A top-level part of a script, its comments not yet attached. */
export type Item = Bare<OptionLine> | Bare<Event<SymbolRef>> | Bare<UntimedCommand<SymbolRef>>;

export type Bare<T> = Omit<T, "leading" | "comment">;

export type Expectation =
  | { readonly type: "literal"; readonly text: string; readonly ignoreCase: boolean }
  | { readonly type: "class"; readonly parts: readonly unknown[]; readonly inverted: boolean }
  | { readonly type: "any" }
  | { readonly type: "end" }
  | { readonly type: "other"; readonly description: string };

declare class GrammarError extends Error {
  /** What would have been right at the place; null when an action called error(). */
  readonly expected: readonly Expectation[] | null;
  readonly found: string | null;
  readonly location: {
    readonly start: { readonly offset: number };
    readonly end: { readonly offset: number };
  };
}

export { GrammarError as SyntaxError };

/** @throws SyntaxError at the first place that cannot be understood */
export function parse(text: string, options: ParserOptions): readonly Item[];
