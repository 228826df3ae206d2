// SPDX-License-Identifier: GPL-2.0
import type { CodeRange } from "./ast.js";
import { BeyondSubsetError, PythonError } from "./errors.js";

export type Token = CodeRange &
  (
    | { readonly type: "int"; readonly value: bigint }
    | { readonly type: "float"; readonly value: number }
    | { readonly type: "string"; readonly value: string }
    | { readonly type: "word"; readonly text: string }
    | { readonly type: "operator"; readonly text: string }
    /** End of a statement: a newline outside of brackets, or `;`. */
    | { readonly type: "terminator" }
    | { readonly type: "end" }
  );

const BLANK = /(?:[ \t\r\f]|\\\r?\n|#[^\n]*)+/y;
const NUMBER = /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_]\w*/y;
const STRING = /([A-Za-z]*)("""|'''|"|')/y;
const OPERATOR = /\*\*=|\/\/=|<<=|>>=|\*\*|\/\/|<<|>>|[-+*/%&|^]=|==|!=|<=|>=|[-+*/%&|^~<>=(),[\].:{}]/y;
const ESCAPES: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Splits the text of a code block into tokens; the last one is of type "end". */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let brackets = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    const start = at;
    const blank = match(BLANK);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    if (text[at] === "\n" || text[at] === ";") {
      at++;
      if (brackets === 0) tokens.push({ type: "terminator", start, end: at });
      continue;
    }
    const quote = match(STRING);
    if (quote !== null) {
      const string = readString(text, at, quote);
      at = string.end;
      tokens.push(string);
      continue;
    }
    const word = match(WORD);
    if (word !== null) {
      at += word[0].length;
      tokens.push({ type: "word", text: word[0], start, end: at });
      continue;
    }
    const number = match(NUMBER);
    if (number !== null) {
      at += number[0].length;
      tokens.push(numberToken(number[0], start, at));
      continue;
    }
    const operator = match(OPERATOR);
    if (operator === null)
      throw new PythonError("SyntaxError", `unexpected character '${text[at]}'`, { start, end: at + 1 });
    at += operator[0].length;
    if (/^[([{]$/.test(operator[0])) brackets++;
    if (/^[)\]}]$/.test(operator[0])) brackets--;
    tokens.push({ type: "operator", text: operator[0], start, end: at });
  }
  tokens.push({ type: "end", start: at, end: at });
  return tokens;
}

function numberToken(text: string, start: number, end: number): Token {
  const digits = text.replaceAll("_", "");
  if (/^0[xXoObB]/.test(digits) || /^\d+$/.test(digits))
    return { type: "int", value: BigInt(digits), start, end };
  return { type: "float", value: Number(digits), start, end };
}

function readString(text: string, start: number, open: RegExpExecArray): Token & { readonly type: "string" } {
  const prefix = (open[1] ?? "").toLowerCase();
  const quote = open[2] ?? "";
  const contents = start + open[0].length;
  if (prefix !== "" && prefix !== "r" && prefix !== "u")
    throw new BeyondSubsetError(`a string with the prefix ${prefix}`, { start, end: contents });
  let value = "";
  let at = contents;
  while (!text.startsWith(quote, at)) {
    const char = text[at];
    if (char === undefined || (char === "\n" && quote.length === 1))
      throw new PythonError("SyntaxError", "unterminated string", { start, end: at });
    if (char !== "\\") {
      value += char;
      at++;
    } else if (prefix === "r") {
      value += text.slice(at, at + 2);
      at += 2;
    } else {
      const hex = /^\\x([\da-fA-F]{2})/.exec(text.slice(at, at + 4));
      const next = text[at + 1] ?? "";
      if (hex === null && /[\dNuUx]/.test(next))
        throw new BeyondSubsetError(`the escape \\${next}`, { start: at, end: at + 2 });
      value +=
        hex === null
          ? (ESCAPES[next] ?? `\\${next}`)
          : String.fromCharCode(Number.parseInt(hex[1] ?? "", 16));
      at += hex === null ? 2 : 4;
    }
  }
  return { type: "string", value, start, end: at + quote.length };
}
