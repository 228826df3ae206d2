// SPDX-License-Identifier: GPL-2.0
import type { Event, SymbolRef } from "../ast.js";
import { printAction } from "../print.js";
import type { Source } from "../source.js";
import type { Head } from "./columns.js";
import { padFlags } from "./flags.js";
import { isBlank, lineBefore, width } from "./place.js";

/** An event as its author wrote it. */
export interface Written {
  readonly head: Head;
  /** The action without the second time of a blocking call; perhaps several lines. */
  readonly text: string;
  /** Column where the action begins. */
  readonly column: number;
}

/** Takes the text of an event apart; undefined if a comment stands in front of the action. */
export function written({ time, action }: Event<SymbolRef>, source: Source): Written | undefined {
  const end = action.type === "syscall" ? action.end : undefined;
  const [first = "", ...second] = squeeze(source.text.slice(time.span.start, time.span.end)).split("~");
  const until = end === undefined ? "" : squeeze(source.text.slice(action.span.start, end.span.end));
  const text = source.text.slice(end?.span.end ?? action.span.start, action.span.end);
  const start = action.span.end - text.trimStart().length;
  const between = source.text.slice(time.span.end, action.span.start);
  if (/^(?:\/[/*]|#)/.test(text.trimStart())) return undefined;
  if (!isBlank(between) || !/^[-+*~.\d]*$/.test(first + second.join("") + until)) return undefined;
  const range = second.map((part) => `~${part}`).join("");
  return {
    head: { time: first, rest: range + until },
    text: text.trimStart(),
    column: width(lineBefore(source, start)),
  };
}

/**
 * The lines of an action. One that stands on one line is printed, unless the printer would write
 * other words; one on several lines keeps them and moves as a whole.
 *
 * @param column  where its first line is to begin
 * @param flagWidth  room for the flags of TCP packets
 */
export function layAction(
  { action }: Event<SymbolRef>,
  { text, column: from }: Written,
  column: number,
  flagWidth: number,
): string[] {
  if (action.type === "code" || action.type === "command") return [text];
  if (!text.includes("\n")) {
    const printed = printAction(action);
    return [squeeze(printed) === squeeze(text) ? padFlags(printed, action, flagWidth) : text];
  }
  // moving the second line of a string would change the string
  if (/"(?:[^"\\\n]|\\.)*\n/.test(text.replace(/"(?:[^"\\\n]|\\.)*"/g, ""))) return [text];
  const [first = "", ...others] = text.split("\n");
  return [first.trimEnd(), ...others.map((line) => move(line.trimEnd(), column - from))];
}

function move(line: string, by: number): string {
  if (by === 0 || line === "") return line;
  const bare = line.trimStart();
  const indent = width(line.slice(0, line.length - bare.length));
  return " ".repeat(Math.max(0, indent + by)) + bare;
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, "");
}
