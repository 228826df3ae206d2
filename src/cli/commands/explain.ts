// SPDX-License-Identifier: GPL-2.0
import { CODES, explanationOf } from "../../dsl/codes/index.js";
import { nearest } from "../../dsl/suggest.js";
import { EXIT } from "../exit-codes.js";
import { UsageError } from "../usage-error.js";

const WIDTH = 80;

/**
 * `ktest check --explain CODE`
 * @throws {UsageError} for a code that there is not
 */
export function explain(code: string, write: (text: string) => void): number {
  const found = explanationOf(code);
  if (found === undefined) {
    const meant = nearest(
      code,
      CODES.map((each) => each.code),
    );
    throw new UsageError(
      `${code}: there is no such code${meant === undefined ? "; docs/diagnostics.md has all" : ` (did you mean ${meant}?)`}`,
    );
  }
  write(`${found.code}: ${found.title}\n\n${wrap(found.text)}\n`);
  return EXIT.passed;
}

function wrap(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
