// SPDX-License-Identifier: GPL-2.0

/**
 * The layout of whole scripts, for `ktest fmt`. It changes spaces and empty lines, never words:
 * what the printer would write otherwise than the author, such as 0x0a for 10, stays as it is, and
 * so do the line breaks inside of calls and packets.
 *
 * - format/columns.ts   where times and actions stand: the way of most lines of the file
 * - format/action.ts    one action, by the printer wherever it only moves words
 * - format/flags.ts     room for TCP flags, where sequence numbers stand below each other
 * - format/lines.ts     the parts of a script as lines
 * - format/same.ts      whether two scripts mean the same
 *
 * May import ast, source, parse and print.
 */
import { hasErrors } from "./diagnostic.js";
import { formatLines } from "./format/lines.js";
import { isSameScript } from "./format/same.js";
import { type Parsed, parse } from "./parse.js";

/** The formatted text would not mean the same: a fault of the formatter, not of the script. */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly code = "FORMAT";
}

/**
 * The script in the usual layout, with the line ends that it has; with \n where it has both kinds,
 * but for those inside of code and commands. Formatting twice changes nothing.
 *
 * @param parsed  a script without errors
 * @throws {FormatError} if the text would not give the same script again
 */
export function format({ script, source }: Parsed): string {
  const text = formatLines(script, source)
    .map((line) => `${line}\n`)
    .join("");
  const formatted = hasWindowsEnds(source.text) ? text.replace(/\r?\n/g, "\r\n") : text;
  const again = parse(formatted, source.file);
  if (hasErrors(again.diagnostics) || !isSameScript(script, again.script))
    throw new FormatError("formatted, the script would not be the same; please report it");
  return formatted;
}

function hasWindowsEnds(text: string): boolean {
  return text.includes("\r\n") && !/(?:^|[^\r])\n/.test(text);
}
