// SPDX-License-Identifier: GPL-2.0
import type { Comment, Commented, Span, Trivia } from "./ast.js";
import { type Locate, locator, type Source } from "./source.js";

const NONE: readonly Trivia[] = [];

/**
 * Hands out the comments and blank lines of a file to the parts of the script, in the order of
 * the text: those above a part and inside of it are leading, one behind it on its last line is
 * its own.
 */
export class TriviaReader {
  private readonly locate: Locate;
  private next = 0;
  /** End of what was handed out last. */
  private end = 0;
  /** The last search for a line end, and what it found. */
  private searched = 0;
  private found = -1;

  constructor(
    private readonly source: Source,
    private readonly comments: readonly Comment[],
  ) {
    this.locate = locator(source);
  }

  /** @param followedBy offset of the next part, where a comment is no longer this part's own */
  take(part: Span, followedBy: number): Commented {
    const leading = this.leading(part);
    this.end = part.end;
    const comment = this.peek(followedBy);
    if (comment === undefined || this.newlines(this.end, comment.span.start) > 0) return { leading };
    this.next++;
    this.end = comment.span.end;
    return { leading, comment };
  }

  private leading(part: Span): readonly Trivia[] {
    // most parts have none
    if (this.peek(part.end) === undefined && !this.isBlank(part.start)) return NONE;
    const leading: Trivia[] = [];
    this.before(part.start, leading);
    this.blank(part.start, leading);
    for (let comment = this.peek(part.end); comment; comment = this.peek(part.end)) {
      leading.push(comment);
      this.next++;
    }
    return leading;
  }

  /** All that is left. */
  rest(): readonly Trivia[] {
    const trailing: Trivia[] = [];
    this.before(Number.POSITIVE_INFINITY, trailing);
    return trailing;
  }

  private before(offset: number, trivia: Trivia[]): void {
    for (let comment = this.peek(offset); comment; comment = this.peek(offset)) {
      this.blank(comment.span.start, trivia);
      trivia.push(comment);
      this.end = comment.span.end;
      this.next++;
    }
  }

  private blank(offset: number, trivia: Trivia[]): void {
    if (this.isBlank(offset)) trivia.push({ type: "blank", span: this.locate(this.end, offset) });
  }

  private isBlank(offset: number): boolean {
    return this.end > 0 && this.newlines(this.end, offset) > 1;
  }

  /** The next comment, if it starts before the offset. */
  private peek(offset: number): Comment | undefined {
    const comment = this.comments[this.next];
    return comment !== undefined && comment.span.start < offset ? comment : undefined;
  }

  /** Line ends between two offsets; more than two are two. */
  private newlines(start: number, end: number): number {
    const first = this.newline(start);
    if (first >= end) return 0;
    return this.newline(first + 1) >= end ? 1 : 2;
  }

  /** The first line end from there on; what was found last often answers, or a long line costs much. */
  private newline(from: number): number {
    if (from < this.searched || from > this.found) {
      const found = this.source.text.indexOf("\n", from);
      this.searched = from;
      this.found = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.found;
  }
}
