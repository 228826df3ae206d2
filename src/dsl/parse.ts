// SPDX-License-Identifier: GPL-2.0
import { type Assembled, assemble } from "./assemble.js";
import type { Script, SymbolRef } from "./ast.js";
import { type Diagnostic, inOrder } from "./diagnostic.js";
import { encodingProblems } from "./encoding.js";
import { syntaxProblem } from "./expected.js";
import { SyntaxError as GrammarError, type Item, parse as parseItems } from "./parser.js";
import { DELIMITERS, MAX_DEPTH, type Scan, scan } from "./scan.js";
import { locator, makeSource, type Source } from "./source.js";
import { type Stripped, strip } from "./strip.js";

export interface Parsed {
  /** What could be understood; all of the file if no diagnostic is an error. */
  readonly script: Script<SymbolRef>;
  readonly diagnostics: readonly Diagnostic[];
  /** For {@link import("./render.js").render}. */
  readonly source: Source;
}

/**
 * Parses a script. Never throws: all mistakes of the file are in the diagnostics, each at its
 * place, and the rest of the file is in the script.
 *
 * @param text the script; bytes are taken as UTF-8
 * @param file its name, for messages
 */
export function parse(text: string | Uint8Array, file: string): Parsed {
  const source = makeSource(text, file);
  const whole = scan(source, false);
  const { script, diagnostics } = parseWhole(source, whole) ?? parseChunks(source);
  return {
    script,
    diagnostics: inOrder([...diagnostics, ...encodingProblems(source, whole.comments)]),
    source,
  };
}

/** The way of a file without mistakes: undefined if there are any. */
function parseWhole(source: Source, { comments, tooDeep, unterminated }: Scan): Assembled | undefined {
  if (tooDeep.length > 0 || unterminated.length > 0) return undefined;
  const items = tryParse(strip(source, comments, 0, source.text.length));
  return items instanceof GrammarError ? undefined : assemble(source, items, comments);
}

/** Parses each event on its own, so that one with a mistake leaves the others alone. */
function parseChunks(source: Source): Assembled {
  const { comments, tooDeep, unterminated, chunks } = scan(source, true);
  const locate = locator(source);
  const items: Item[] = [];
  const diagnostics: Diagnostic[] = [];

  const report = (code: string, start: number, end: number, message: string, note: string): void => {
    const span = locate(start, end);
    diagnostics.push({
      severity: "error",
      code,
      message,
      file: source.file,
      span,
      notes: [{ message: note }],
    });
  };
  for (const offset of tooDeep) {
    const note = `brackets nest up to ${MAX_DEPTH} deep`;
    report("parse/nesting", offset, offset + 1, "brackets nested too deeply", note);
  }
  for (const { what, start, end } of unterminated) {
    const { open, close } = DELIMITERS[what];
    const note = `the ${what} starts with ${open} and ends with ${close}`;
    report("parse/unterminated", start, end, `${what} is not closed`, note);
  }

  const broken = [...tooDeep, ...unterminated.map(({ start }) => start)].sort((a, b) => a - b);
  let nextBroken = 0;
  let nextComment = 0;
  chunks.forEach((start, index) => {
    const end = chunks[index + 1] ?? source.text.length;
    const firstComment = nextComment;
    while ((comments[nextComment]?.span.start ?? end) < end) nextComment++;
    const firstBroken = nextBroken;
    while ((broken[nextBroken] ?? end) < end) nextBroken++;
    if (nextBroken > firstBroken) return;
    const stripped = strip(source, comments.slice(firstComment, nextComment), start, end);
    const parsed = tryParse(stripped);
    if (parsed instanceof GrammarError) diagnostics.push(syntaxProblem(source, parsed, stripped));
    else items.push(...parsed);
  });

  const assembled = assemble(source, items, comments);
  return { script: assembled.script, diagnostics: [...diagnostics, ...assembled.diagnostics] };
}

function tryParse({ text, locate }: Stripped): readonly Item[] | GrammarError {
  try {
    return parseItems(text, { locate });
  } catch (error) {
    if (error instanceof GrammarError) return error;
    throw error;
  }
}
