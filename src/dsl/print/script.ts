// SPDX-License-Identifier: GPL-2.0
import type { Comment, Commented, OptionLine, OptionValue, Script, SymbolRef, Trivia } from "../ast.js";
import { printCommand, printEvent } from "./event.js";

type S = SymbolRef;

/** The usual width of the column of times, with its space. */
const TIME_WIDTH = 6;

/** A whole script, one part a line, with its comments. Ends with a newline unless it is empty. */
export function printScript({ options, init, events, cleanup, trailing }: Script<S>): string {
  const lines: string[] = [];
  const add = (part: Commented, text: string): void => {
    lines.push(...part.leading.map(printTrivia));
    lines.push(part.comment ? `${text} ${printComment(part.comment)}` : text);
  };
  for (const option of options) add(option, printOption(option));
  if (init) add(init, printCommand(init));
  for (const event of events) add(event, align(printEvent(event)));
  if (cleanup) add(cleanup, printCommand(cleanup));
  lines.push(...trailing.map(printTrivia));
  return lines.map((line) => `${line}\n`).join("");
}

/** Times stand at the right of their column; the second one of a range or a blocking call sticks out. */
function align(event: string): string {
  const width = event.search(/ |~|\.\.\./) + 1;
  return " ".repeat(Math.max(0, TIME_WIDTH - width)) + event;
}

export function printOption({ name, value }: OptionLine): string {
  return value === undefined ? `--${name}` : `--${name}=${printOptionValue(value)}`;
}

function printOptionValue(value: OptionValue): string {
  switch (value.type) {
    case "definition":
      return `${value.name}=${printOptionValue(value.value)}`;
    case "word":
      return value.text;
    case "string":
      return `"${value.raw}"`;
    case "command":
      return `\`${value.text}\``;
  }
}

function printTrivia(trivia: Trivia): string {
  return trivia.type === "blank" ? "" : printComment(trivia);
}

function printComment({ style, text }: Comment): string {
  return style === "/*" ? `/*${text}*/` : style + text;
}
