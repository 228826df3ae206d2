// SPDX-License-Identifier: GPL-2.0
import type { Comment, Commented, Event, Script, Span, SymbolRef, Trivia } from "../ast.js";
import { printOption } from "../print.js";
import { type Locate, locator, type Source } from "../source.js";
import { layAction, type Written, written } from "./action.js";
import { type Columns, chooseColumns, layHead, type Placed } from "./columns.js";
import { chooseFlagWidth } from "./flags.js";
import { isBlank, lineBefore, width } from "./place.js";

/** The lines of a script, without their ends; a block of code or a comment may be several in one. */
export function formatLines(script: Script<SymbolRef>, source: Source): readonly string[] {
  return new Lines(source, script).lay();
}

class Lines {
  readonly #lines: string[] = [];
  readonly #source: Source;
  readonly #script: Script<SymbolRef>;
  readonly #besides: Besides;
  readonly #locate: Locate;
  /** Line of the file on which what was written last ends. */
  #lastLine = 0;

  constructor(source: Source, script: Script<SymbolRef>) {
    this.#source = source;
    this.#script = script;
    this.#besides = new Besides(source, script);
    this.#locate = locator(source);
  }

  lay(): readonly string[] {
    const { options, init, events, cleanup, trailing } = this.#script;
    for (const option of options) this.#part(option, [this.#kept(option.span, printOption(option))]);
    if (init) this.#part(init, [this.#text(init.span)]);
    const all = events.map((event) => ({ event, written: written(event, this.#source) }));
    const columns = chooseColumns(all.flatMap(({ event, written }) => this.#placed(event, written) ?? []));
    const flagWidth = chooseFlagWidth(events, this.#source);
    for (const { event, written } of all) {
      const isOdd = written === undefined;
      this.#part(event, isOdd ? [this.#untouched(event.span)] : layEvent(event, written, columns, flagWidth));
    }
    if (cleanup) this.#part(cleanup, [this.#text(cleanup.span)]);
    this.#trivia(trailing);
    while (this.#lines[0] === "") this.#lines.shift();
    while (this.#lines.at(-1) === "") this.#lines.pop();
    return this.#lines;
  }

  /** Where an event stands that begins its line; its action may be on the next one. */
  #placed({ time, action }: Event<SymbolRef>, written: Written | undefined): Placed | undefined {
    if (written === undefined) return undefined;
    const { head, column } = written;
    const before = lineBefore(this.#source, time.span.start);
    const between = this.#source.text.slice(time.span.end, action.span.start);
    if (!isBlank(before) || between.includes("\n")) return undefined;
    return { ...head, at: width(before), action: column };
  }

  #part(part: Commented & { readonly span: Span }, lines: readonly string[]): void {
    // comments inside of a part are in its text
    this.#trivia(part.leading.filter(({ span }) => span.start < part.span.start));
    this.#lines.push(...lines);
    this.#lastLine = this.#lineOf(part.span.end);
    if (part.comment) this.#beside(part.comment);
  }

  #trivia(trivia: readonly Trivia[]): void {
    for (const each of trivia) {
      if (each.type === "blank") {
        if (this.#lines.at(-1) !== "") this.#lines.push("");
      } else if (each.span.line === this.#lastLine) this.#beside(each);
      else {
        const before = lineBefore(this.#source, each.span.start);
        this.#lines.push((isBlank(before) ? before : "") + this.#comment(each));
        this.#lastLine = this.#lineOf(each.span.end);
      }
    }
  }

  /** Behind what was written last. */
  #beside(comment: Comment): void {
    const last = this.#lines.pop() ?? "";
    const lineStart = last.lastIndexOf("\n") + 1;
    const used = width(last.slice(lineStart));
    this.#lines.push(last + " ".repeat(this.#besides.gap(comment, used)) + this.#comment(comment));
    this.#lastLine = this.#lineOf(comment.span.end);
  }

  /** As it stands, indentation and all. */
  #untouched(span: Span): string {
    const before = lineBefore(this.#source, span.start);
    return (isBlank(before) ? before : "") + this.#text(span);
  }

  #comment({ span }: Comment): string {
    return this.#text(span).trimEnd();
  }

  /** The printed text, unless it has other words than the author's. */
  #kept(span: Span, printed: string): string {
    const text = this.#text(span);
    return text.replace(/\s+/g, "") === printed.replace(/\s+/g, "") ? printed : text;
  }

  #text({ start, end }: Span): string {
    return this.#source.text.slice(start, end);
  }

  #lineOf(offset: number): number {
    return this.#locate(offset, offset).line;
  }
}

function layEvent(
  event: Event<SymbolRef>,
  written: Written,
  columns: Columns,
  flagWidth: number,
): readonly string[] {
  const head = layHead(written.head, columns);
  const [first = "", ...others] = layAction(event, written, head.length, flagWidth);
  return [head + first, ...others];
}

/** How far comments at the ends of lines stand from what they are beside. */
class Besides {
  readonly #source: Source;
  /** From lines to the columns of the comments at their ends. */
  readonly #columns = new Map<number, number>();

  constructor(source: Source, { options, init, events, cleanup }: Script<SymbolRef>) {
    this.#source = source;
    for (const { comment } of [...options, ...(init ? [init] : []), ...events, ...(cleanup ? [cleanup] : [])])
      if (comment) this.#columns.set(comment.span.line, this.#column(comment));
  }

  /** Those below each other stay so; any other keeps its distance. */
  gap(comment: Comment, used: number): number {
    const { line } = comment.span;
    const column = this.#column(comment);
    const isAligned = this.#columns.get(line - 1) === column || this.#columns.get(line + 1) === column;
    if (isAligned) return Math.max(1, column - used);
    const before = lineBefore(this.#source, comment.span.start);
    const bare = before.trimEnd();
    return Math.max(1, column - width(bare));
  }

  #column({ span }: Comment): number {
    return width(lineBefore(this.#source, span.start));
  }
}
