// SPDX-License-Identifier: GPL-2.0
import { type Assembled, assemble } from "./assemble.js";
import type { Comment, Span, SymbolRef } from "./ast.js";
import type { Diagnostic } from "./diagnostic.js";
import { syntaxProblem } from "./expected.js";
import { type Finds, GrammarError, type Item, parseItemsOrExplain } from "./items.js";
import { DELIMITERS, MAX_DEPTH, scan } from "./scan.js";
import { locator, type Source } from "./source.js";
import { strip } from "./strip.js";

/** A file with more mistakes is probably no script at all, and nobody reads more of them. */
const MAX_MISTAKES = 200;

export interface Recovered extends Assembled {
  /** As the grammar made them: see items.ts. */
  readonly symbols: readonly SymbolRef[];
}

/** Parses a file that has mistakes, event by event, so that one with a mistake leaves the others alone. */
export function recover(source: Source): Recovered {
  const { comments, tooDeep, unterminated, chunks } = scan(source, true);
  const locate = locator(source);
  const items: Item[] = [];
  const finds: Finds = { symbols: [], warnings: [] };
  const diagnostics: Diagnostic[] = [];
  const broken: number[] = [];

  for (const offset of tooDeep) {
    const span = locate(offset, offset + 1);
    const note = `brackets nest up to ${MAX_DEPTH} deep`;
    diagnostics.push(mistake(source, span, "parse/nesting", "brackets nested too deeply", note));
    broken.push(offset);
  }
  for (const { what, start, end } of unterminated) {
    const { open, close } = DELIMITERS[what];
    const note = `the ${what} starts with ${open} and ends with ${close}`;
    diagnostics.push(
      mistake(source, locate(start, end), "parse/unterminated", `${what} is not closed`, note),
    );
    broken.push(start);
  }

  const isBroken = new Cursor(
    broken.sort((a, b) => a - b),
    (offset) => offset,
  );
  const commentsOf = new Cursor(comments, ({ span }: Comment) => span.start);
  for (const [index, start] of chunks.entries()) {
    const end = chunks[index + 1] ?? source.text.length;
    const inside = commentsOf.until(end);
    if (isBroken.until(end).length > 0) continue;
    if (diagnostics.length >= MAX_MISTAKES) {
      const note = "the file is not read from here on";
      diagnostics.push(mistake(source, locate(start, start), "parse/too-many", "too many mistakes", note));
      break;
    }
    const stripped = strip(source.text, inside, start, end, locate);
    const parsed = parseItemsOrExplain(stripped, finds);
    if (parsed instanceof GrammarError) diagnostics.push(syntaxProblem(source, parsed, stripped));
    else for (const item of parsed) items.push(item);
  }

  const {
    script,
    symbols,
    diagnostics: others,
  } = recovered(source, assemble(source, items, comments), finds);
  return { script, symbols, diagnostics: [...diagnostics, ...others] };
}

/** A script with what was found on the way. */
export function recovered({ file }: Source, { script, diagnostics }: Assembled, finds: Finds): Recovered {
  const warnings = finds.warnings.map((warning) => ({
    severity: "warning" as const,
    file,
    notes: [],
    ...warning,
  }));
  return { script, symbols: finds.symbols, diagnostics: [...warnings, ...diagnostics] };
}

function mistake({ file }: Source, span: Span, code: string, message: string, note: string): Diagnostic {
  return { severity: "error", code, message, file, span, notes: [{ message: note }] };
}

/** Goes once through a list that is sorted by offset. */
class Cursor<T> {
  private next = 0;

  constructor(
    private readonly list: readonly T[],
    private readonly offset: (entry: T) => number,
  ) {}

  /** The entries that are left before the offset. */
  until(end: number): readonly T[] {
    const first = this.next;
    for (let entry = this.list[first]; entry !== undefined && this.offset(entry) < end; ) {
      this.next++;
      entry = this.list[this.next];
    }
    return this.list.slice(first, this.next);
  }
}
