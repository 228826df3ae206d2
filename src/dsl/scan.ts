// SPDX-License-Identifier: GPL-2.0
import type { Comment } from "./ast.js";
import { ChunkFinder } from "./chunks.js";
import { type Locate, locator, type Source } from "./source.js";

/**
 * What can be known of a script from its brackets, quotes and comments alone, in one go through
 * the text: the comments, which the grammar skips; how deep brackets nest, so that nothing later
 * meets more than it can bear; and, for a file with mistakes, where to go on after one.
 */
export interface Scan {
  readonly comments: readonly Comment[];
  /** Offsets of brackets nested deeper than {@link MAX_DEPTH}, one at most for each chunk. */
  readonly tooDeep: readonly number[];
  /** Quotes, comments and code that are not closed. */
  readonly unterminated: readonly Unterminated[];
  /** Offsets at which a part of the script starts that can be parsed on its own, if asked for. */
  readonly chunks: readonly number[];
}

export interface Unterminated {
  readonly what: Delimited;
  /** Offset of the opening delimiter. */
  readonly start: number;
  /** Where the line ends, and with it what is taken as the contents. */
  readonly end: number;
}

export type Delimited = keyof typeof DELIMITERS;

export const DELIMITERS = {
  string: { open: '"', close: '"', escapes: true },
  command: { open: "`", close: "`", escapes: true },
  code: { open: "%{", close: "}%", escapes: false },
  comment: { open: "/*", close: "*/", escapes: false },
} as const;

/** Expressions of real scripts nest half a dozen brackets. */
export const MAX_DEPTH = 64;

/**
 * @param split whether to look for chunks. A quote that is left open then ends with its line if
 *   an event starts before the next quote; otherwise that quote closes it, as for the grammar.
 */
export function scan(source: Source, split: boolean): Scan {
  return new Scanner(source, split).run();
}

class Scanner {
  private readonly text: string;
  private readonly locate: Locate;
  private readonly comments: Comment[] = [];
  private readonly tooDeep: number[] = [];
  private readonly unterminated: Unterminated[] = [];
  private readonly finder: ChunkFinder | undefined;
  private readonly nextClosing = new Map<Delimited, number>();
  private depth = 0;

  constructor(source: Source, split: boolean) {
    this.text = source.text;
    this.locate = locator(source);
    this.finder = split ? new ChunkFinder(source.text) : undefined;
  }

  run(): Scan {
    const { text } = this;
    this.line(0);
    const interesting = this.finder ? /[\n"`%/#()[\]{}]/g : /["`%/#()[\]{}]/g;
    while (interesting.test(text)) interesting.lastIndex = this.token(interesting.lastIndex - 1);
    const { comments, tooDeep, unterminated } = this;
    return { comments, tooDeep, unterminated, chunks: this.finder?.chunks ?? [] };
  }

  /** Deals with what is at the offset, and returns the offset after it. */
  private token(i: number): number {
    const { text } = this;
    switch (text.charCodeAt(i)) {
      case 0x0a: // newline
        this.line(i + 1);
        return i + 1;
      case 0x22: // "
        return this.delimited("string", i);
      case 0x60: // `
        return this.delimited("command", i);
      case 0x25: // %
        return text.startsWith("%{", i) ? this.delimited("code", i) : i + 1;
      case 0x2f: // /
        if (text.startsWith("//", i)) return this.lineComment("//", i);
        return text.startsWith("/*", i) ? this.delimited("comment", i) : i + 1;
      case 0x23: // #, but a flag of GRE is called "sequence#"
        return text.startsWith("sequence", i - 8) ? i + 1 : this.lineComment("#", i);
      case 0x28: // (
      case 0x5b: // [
      case 0x7b: // {
        if (++this.depth === MAX_DEPTH + 1) this.tooDeep.push(i);
        return i + 1;
      case 0x29: // )
      case 0x5d: // ]
      case 0x7d: // }
        if (this.depth > 0) this.depth--;
        return i + 1;
      default:
        return i + 1;
    }
  }

  private line(start: number): void {
    if (this.finder?.line(start, this.depth > 0)) this.depth = 0;
  }

  private lineComment(style: "//" | "#", start: number): number {
    const end = this.lineEnd(start);
    return this.comment(style, start, end, end);
  }

  private comment(style: Comment["style"], start: number, textEnd: number, end: number): number {
    const text = this.text.slice(start + style.length, textEnd);
    this.comments.push({ type: "comment", style, span: this.locate(start, end), text });
    return end;
  }

  private delimited(what: Delimited, start: number): number {
    const { open, close } = DELIMITERS[what];
    const closing = this.closing(what, start + open.length);
    if (closing >= this.text.length || this.finder?.eventBetween(start, closing)) {
      const end = this.lineEnd(start + open.length);
      this.unterminated.push({ what, start, end });
      return end;
    }
    const end = closing + close.length;
    return what === "comment" ? this.comment("/*", start, closing, end) : end;
  }

  /** Offset of the closing delimiter, or the length of the text; what was found once is kept. */
  private closing(what: Delimited, from: number): number {
    const known = this.nextClosing.get(what);
    if (known !== undefined && known >= from) return known;
    const found = findClosing(this.text, from, what);
    this.nextClosing.set(what, found);
    return found;
  }

  private lineEnd(from: number): number {
    const newline = this.text.indexOf("\n", from);
    const end = newline < 0 ? this.text.length : newline;
    return end > from && this.text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
  }
}

function findClosing(text: string, from: number, what: Delimited): number {
  const { close, escapes } = DELIMITERS[what];
  if (!escapes) {
    const found = text.indexOf(close, from);
    return found < 0 ? text.length : found;
  }
  const quote = close.charCodeAt(0);
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === quote) return i;
    if (c === 0x5c) i++;
  }
  return text.length;
}
