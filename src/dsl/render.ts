// SPDX-License-Identifier: GPL-2.0
import type { Span } from "./ast.js";
import type { Diagnostic } from "./diagnostic.js";
import { lineText, type Source } from "./source.js";

/** What a caller with colours puts around the parts of a rendered diagnostic. */
export interface Paint {
  /** file:line:column */
  readonly place: (text: string) => string;
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  /** Line numbers, codes and the word "note". */
  readonly aside: (text: string) => string;
}

const plain = (text: string): string => text;
const PLAIN: Paint = { place: plain, error: plain, warning: plain, aside: plain };

/** Longest piece of a source line that is shown, and how much of it stands before the span. */
const WIDTH = 100;
const BEFORE = 60;

/**
 * A diagnostic for people: its place, the line with carets below the span, and its notes.
 * Ends without a newline.
 *
 * @param source of the diagnostic's file, if there is one
 */
export function render(diagnostic: Diagnostic, source?: Source, paint: Paint = PLAIN): string {
  const { severity, code, message, file, span, notes } = diagnostic;
  const colour = paint[severity];
  const lines = [
    `${paint.place(placeOf(file, span))}: ${colour(severity)}: ${message} ${paint.aside(`[${code}]`)}`,
    ...excerpt(source, span, colour, paint),
  ];
  for (const note of notes) {
    const place = note.span ? `${paint.place(placeOf(file, note.span))}: ` : "  = ";
    lines.push(`${place}${paint.aside("note")}: ${note.message}`);
    if (note.span) lines.push(...excerpt(source, note.span, paint.aside, paint));
  }
  return lines.join("\n");
}

function placeOf(file: string, { line, column }: Span): string {
  return line > 0 ? `${file}:${line}:${column}` : file;
}

/** The line of the span, and a line with carets below it. */
function excerpt(source: Source | undefined, span: Span, colour: Paint["error"], paint: Paint): string[] {
  if (source === undefined || span.line === 0) return [];
  const text = lineText(source, span.line);
  const from = span.column - 1 > WIDTH - 20 ? span.column - 1 - BEFORE : 0;
  const shown = visible(text.slice(from, from + WIDTH));
  const start = span.column - 1 - from;
  const length = Math.max(1, Math.min(span.end - span.start, shown.length - start));
  const left = from > 0 ? "…" : "";
  const right = from + WIDTH < text.length ? "…" : "";
  const pad = left.replace("…", " ") + shown.slice(0, start).replace(/[^\t]/g, " ").padEnd(start);
  const number = String(span.line);
  return [
    `${paint.aside(` ${number} |`)} ${left}${shown}${right}`,
    `${paint.aside(` ${" ".repeat(number.length)} |`)} ${pad}${colour("^".repeat(length))}`,
  ];
}

/** Control characters as the pictures that Unicode has for them. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to replace
  return text.replace(/[\0-\x08\x0b-\x1f\x7f]/g, (control) =>
    control === "\x7f" ? "␡" : String.fromCharCode(0x2400 + control.charCodeAt(0)),
  );
}
