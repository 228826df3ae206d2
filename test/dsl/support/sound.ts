// SPDX-License-Identifier: GPL-2.0
import { hasErrors, load, parse, printScript, render } from "../../../src/dsl/index.js";
import { differentAt } from "./same-tree.js";

/** More than that is nothing that anybody reads. */
const MOST_DIAGNOSTICS = 1000;

/** What of the text was not understood is no script: it goes without a word in the printed one. */
const OF_THE_TEXT = new Set(["parse/nul", "parse/utf8"]);

/**
 * Whatever the text: there is a script or a problem, each problem has its place, and what was
 * understood can be printed and is read again as the same. Returns what is not so.
 */
export function unsound(text: string | Uint8Array): string | undefined {
  const loaded = load(text, "mutant.pkt");
  const { source, diagnostics } = loaded;
  if (diagnostics.length > MOST_DIAGNOSTICS) return `${diagnostics.length} diagnostics`;
  for (const diagnostic of diagnostics) {
    const { span, file, message } = diagnostic;
    const { start, end, line, column } = span;
    const isInside = start >= 0 && end >= start && end <= source.text.length;
    const lineStart = source.text.lastIndexOf("\n", start - 1) + 1;
    const isPlace =
      source.lineStarts[line - 1] === (start === 0 ? 0 : lineStart) && column === start - lineStart + 1;
    if (file !== "mutant.pkt" || message === "" || !isInside || !(isPlace || start === 0))
      return `no place: ${JSON.stringify(diagnostic)}`;
    if (!render(diagnostic, source).includes(`mutant.pkt:${line}:${column}: `))
      return `not shown: ${message}`;
  }
  const first = parse(text, "mutant.pkt");
  const printed = printScript(first.script);
  const second = parse(printed, "mutant.pkt");
  const wrong = second.diagnostics.find(
    ({ severity, code }) => severity === "error" && !OF_THE_TEXT.has(code),
  );
  if (wrong) return `printed, then: ${render(wrong, second.source)}`;
  const different = differentAt(first.script, second.script);
  if (different !== undefined) return `printed, then different at ${different}`;
  if (hasErrors(first.diagnostics) || hasErrors(second.diagnostics)) return undefined;
  return printScript(second.script) === printed ? undefined : "printed again, and it is different";
}
