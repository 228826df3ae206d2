// SPDX-License-Identifier: GPL-2.0
import type { Comment } from "./ast.js";
import type { Locate } from "./source.js";

/** A part of a script as the grammar reads it: without comments. */
export interface Stripped {
  readonly text: string;
  /** From offsets in `text` to places in the file. */
  readonly locate: Locate;
}

/**
 * Blanks out the comments: all else stays where it is.
 *
 * @param comments those between the offsets
 * @param locate from offsets in the file; one for all parts of a file, as it goes through it
 */
export function strip(
  text: string,
  comments: readonly Comment[],
  start: number,
  end: number,
  locate: Locate,
): Stripped {
  const parts: string[] = [];
  let from = start;
  for (const { span } of comments) {
    parts.push(text.slice(from, span.start), " ".repeat(span.end - span.start));
    from = span.end;
  }
  const rest = text.slice(from, end);
  return {
    text: parts.join("") + rest,
    locate: start === 0 ? locate : (first, last) => locate(first + start, last + start),
  };
}
