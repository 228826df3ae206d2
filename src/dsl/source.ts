// SPDX-License-Identifier: GPL-2.0
import type { Span } from "./ast.js";

/** The text of a script, and where its lines are. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of each line; line n is at index n - 1. */
  readonly lineStarts: readonly number[];
  /** Whether bytes that are no UTF-8 were replaced by U+FFFD. */
  readonly damaged: boolean;
}

/** @param text of a script; bytes are taken as UTF-8 */
export function makeSource(text: string | Uint8Array, file: string): Source {
  if (typeof text === "string") return { file, text, lineStarts: lineStarts(text), damaged: false };
  const { decoded, damaged } = decode(text);
  return { file, text: decoded, lineStarts: lineStarts(decoded), damaged };
}

function decode(bytes: Uint8Array): { decoded: string; damaged: boolean } {
  try {
    return { decoded: new TextDecoder("utf-8", { fatal: true }).decode(bytes), damaged: false };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { decoded: new TextDecoder().decode(bytes), damaged: true };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return starts;
}

/** From offsets to a span. */
export type Locate = (start: number, end: number) => Span;

/** It remembers the line of the last call, so that going through a file costs no search. */
export function locator(source: Source): Locate {
  const starts = source.lineStarts;
  let index = 0;
  let lineStart = 0;
  let nextStart = starts[1] ?? Number.POSITIVE_INFINITY;
  return (start, end) => {
    while (start >= nextStart) {
      index++;
      lineStart = nextStart;
      nextStart = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    }
    while (start < lineStart) {
      index--;
      nextStart = lineStart;
      lineStart = starts[index] ?? 0;
    }
    return { start, end, line: index + 1, column: start - lineStart + 1 };
  };
}

/** The text of a line without its end; empty if there is no such line. */
export function lineText(source: Source, line: number): string {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return "";
  const next = source.lineStarts[line];
  const text = next === undefined ? source.text.slice(start) : source.text.slice(start, next - 1);
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
