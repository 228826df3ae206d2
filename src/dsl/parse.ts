// SPDX-License-Identifier: GPL-2.0
import { assemble } from "./assemble.js";
import type { Script, SymbolRef } from "./ast.js";
import { type Diagnostic, inOrder } from "./diagnostic.js";
import { encodingProblems } from "./encoding.js";
import { type Finds, parseItems } from "./items.js";
import { type Recovered, recover, recovered } from "./recover.js";
import { type Scan, scan } from "./scan.js";
import { locator, makeSource, type Source } from "./source.js";
import { strip } from "./strip.js";

export interface Parsed {
  /** What could be understood; all of the file if no diagnostic is an error. */
  readonly script: Script<SymbolRef>;
  readonly diagnostics: readonly Diagnostic[];
  /** All names in the script that stand for a value, and perhaps some that do not: for `bind`. */
  readonly symbols: readonly SymbolRef[];
  /** For {@link import("./render.js").render}. */
  readonly source: Source;
}

/** In bytes or UTF-16 code units: some 200,000 lines. */
const MAX_LENGTH = 8 * 2 ** 20;

/** So much of a file that is too large is kept, to show its first line. */
const START_LENGTH = 200;

/**
 * Parses a script. Never throws: all mistakes of the file are in the diagnostics, each at its
 * place, and the rest of the file is in the script.
 *
 * @param text the script; bytes are taken as UTF-8
 * @param file its name, for messages
 */
export function parse(text: string | Uint8Array, file: string): Parsed {
  if (text.length > MAX_LENGTH) return tooLarge(text, file);
  const source = makeSource(text, file);
  const whole = scan(source, false);
  const { script, symbols, diagnostics } = parseWhole(source, whole) ?? recover(source);
  return {
    script,
    symbols,
    diagnostics: inOrder([...diagnostics, ...encodingProblems(source, whole.comments)]),
    source,
  };
}

/** Nothing is read of it: a line takes a hundred times its length in memory. */
function tooLarge(text: string | Uint8Array, file: string): Parsed {
  const source = makeSource(text.slice(0, START_LENGTH), file);
  const { script } = assemble({ ...source, text: "" }, [], []);
  const problem: Diagnostic = {
    severity: "error",
    code: "parse/too-large",
    message: `a file of ${Math.ceil(text.length / 2 ** 20)} MiB`,
    file,
    span: { start: 0, end: 0, line: 1, column: 1 },
    notes: [{ message: `scripts have up to ${MAX_LENGTH / 2 ** 20} MiB` }],
  };
  return { script, symbols: [], diagnostics: [problem], source };
}

/** The way of a file without mistakes: undefined if there are any. */
function parseWhole(source: Source, { comments, tooDeep, unterminated }: Scan): Recovered | undefined {
  if (tooDeep.length > 0 || unterminated.length > 0) return undefined;
  const { text } = source;
  const finds: Finds = { symbols: [], warnings: [] };
  const items = parseItems(strip(text, comments, 0, text.length, locator(source)), finds);
  return items && recovered(source, assemble(source, items, comments), finds);
}
