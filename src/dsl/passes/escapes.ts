// SPDX-License-Identifier: GPL-2.0
import type { Expression, Script, Span, StringExpression } from "../ast.js";
import { type Diagnostic, ENOUGH } from "../diagnostic.js";
import { unescapeString } from "../escape.js";
import { contentsOf } from "./contents.js";
import { type Pass, problem } from "./pass.js";
import { visit } from "./walk.js";

/** A backslash in a string starts an escape sequence of C. */
export const escapes: Pass = (script) => {
  const problems: Diagnostic[] = [];
  const look = (part: Expression): void => {
    if (part.type !== "string" || !part.raw.includes("\\")) return;
    for (const found of invalidEscapes(script, part)) problems.push(found);
  };
  for (const { action } of script.events) {
    if (action.type === "packet")
      for (const contents of contentsOf(action)) {
        if (contents.type !== "pattern") visit(contents, look);
      }
    if (action.type !== "syscall") continue;
    for (const argument of action.args) visit(argument, look);
    visit(action.result, look);
  }
  return problems;
};

function invalidEscapes(script: Script, { raw, span }: StringExpression): Diagnostic[] {
  const locate = placesIn(span, raw);
  return unescapeString(raw)
    .invalid.slice(0, ENOUGH)
    .map((offset) => {
      const sequence = raw.slice(offset, offset + 2);
      const note = {
        message: "there are \\n \\r \\t \\a \\b \\f \\v \\\\ \\\" \\' \\? \\xHH and octal \\0 to \\377",
      };
      return problem(script, locate(offset), "check/escape", `${sequence} is no escape sequence`, [note]);
    });
}

/** Places of two characters at an offset of the raw text, which starts after the quote; in order. */
function placesIn(span: Span, raw: string): (offset: number) => Span {
  let { line } = span;
  let lineStart = span.start - span.column + 1;
  let newline = raw.indexOf("\n");
  return (offset) => {
    for (; newline >= 0 && newline < offset; newline = raw.indexOf("\n", newline + 1)) {
      line++;
      lineStart = span.start + 1 + newline + 1;
    }
    const start = span.start + 1 + offset;
    return { start, end: start + 2, line, column: start - lineStart + 1 };
  };
}
