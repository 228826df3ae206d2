// SPDX-License-Identifier: GPL-2.0

/** A line that starts an event, whatever came before: a time, and the first token of an action. */
const EVENT_LINE =
  /[ \t]*(?:\*|(?:\+[ \t]*)?(?:\d*\.)?\d+(?:~\+?(?:\d*\.)?\d+)?(?:\.\.\.(?:\d*\.)?\d+)?)[ \t]+(?:[<>`]|%\{|[A-Za-z_]\w*[ \t]*\()/y;

/** A line that starts something if no bracket is open. */
const TOP_LINE = /[ \t]*(?:--[A-Za-z]|[+*`])/y;

/** An event that so far has nothing but its time. */
const ONLY_TIME = /^\s*[+*\d.][\d.~+ \t]*\s*$/;
const LONGEST_TIME = 100;

/** Finds the lines at which to go on after a mistake. */
export class ChunkFinder {
  /** Offsets, in ascending order. The first is 0, so that the chunks are the whole text. */
  readonly chunks: number[] = [0];
  private nextEvent = -1;

  constructor(private readonly text: string) {}

  /** A line starts at the offset, outside of quotes; true if it starts a chunk. */
  line(start: number, insideBrackets: boolean): boolean {
    if (!this.matches(EVENT_LINE, start)) {
      if (insideBrackets || !this.matches(TOP_LINE, start) || this.hasOnlyTime(start)) return false;
    }
    if (start > 0) this.chunks.push(start);
    return true;
  }

  /** Whether one of the lines that start between the offsets looks like an event. */
  eventBetween(start: number, end: number): boolean {
    if (this.nextEvent < start) this.nextEvent = this.findEvent(start);
    return this.nextEvent < end;
  }

  private findEvent(from: number): number {
    for (let line = this.text.indexOf("\n", from); line >= 0; line = this.text.indexOf("\n", line + 1)) {
      if (this.matches(EVENT_LINE, line + 1)) return line;
    }
    return this.text.length;
  }

  private hasOnlyTime(end: number): boolean {
    const start = this.chunks.at(-1) ?? 0;
    return end - start < LONGEST_TIME && ONLY_TIME.test(this.text.slice(start, end));
  }

  private matches(pattern: RegExp, offset: number): boolean {
    pattern.lastIndex = offset;
    return pattern.test(this.text);
  }
}
