// SPDX-License-Identifier: GPL-2.0
import type { Comment } from "./ast.js";
import type { Locate } from "./source.js";

/** A part of a script as the grammar reads it: without comments. */
export interface Stripped {
  readonly text: string;
  /** From offsets in `text` to places in the file. */
  readonly locate: Locate;
}

/** From the offset `at` of the stripped text on, `shift` must be added for the one in the file. */
interface Segment {
  readonly at: number;
  readonly shift: number;
}

/**
 * Replaces each comment by a space.
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
  const segments: Segment[] = [{ at: 0, shift: start }];
  let length = 0;
  let from = start;
  for (const { span } of comments) {
    parts.push(text.slice(from, span.start), " ");
    length += span.start - from + 1;
    from = span.end;
    segments.push({ at: length, shift: from - length });
  }
  parts.push(text.slice(from, end));
  return { text: parts.join(""), locate: through(segments, locate) };
}

/** Most calls are for the segment of the call before or one next to it. */
function through(segments: readonly Segment[], locate: Locate): Locate {
  let index = 0;
  const shift = (offset: number): number => {
    while (index > 0 && (segments[index]?.at ?? 0) > offset) index--;
    while ((segments[index + 1]?.at ?? Number.POSITIVE_INFINITY) <= offset) index++;
    return segments[index]?.shift ?? 0;
  };
  return (start, end) => {
    const first = start + shift(start);
    // the end is that of the last character, not the start of what follows it
    const last = end > start ? end + shift(end - 1) : first;
    return locate(first, last);
  };
}
