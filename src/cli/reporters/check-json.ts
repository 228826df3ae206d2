// SPDX-License-Identifier: GPL-2.0
import type { Diagnostic } from "../../dsl/diagnostic.js";
import { lineText, type Source } from "../../dsl/source.js";
import type { CheckReporter } from "./check-events.js";

/** One object a line for each diagnostic, and for each file that could not be read. */
export function jsonCheckReporter(write: (text: string) => void): CheckReporter {
  return (event) => {
    if (event.type === "diagnostic")
      write(`${JSON.stringify(diagnosticObject(event.diagnostic, event.source))}\n`);
    else if (event.type === "unreadable") {
      const { path: file, message } = event;
      const place = { line: 1, column: 1, endColumn: 1 };
      write(`${JSON.stringify({ file, ...place, severity: "error", code: "check/unreadable", message })}\n`);
    }
  };
}

/**
 * Lines and columns count from 1, columns in UTF-16 code units; `endColumn` is behind the last one,
 * on the line that the problem starts on. Notes without a place are in the message.
 */
function diagnosticObject(
  { file, span, severity, code, message, notes }: Diagnostic,
  source: Source,
): Readonly<Record<string, string | number>> {
  const { line, column, start, end } = span;
  const lineEnd = lineText(source, line).length + 1;
  const endColumn = Math.max(column, Math.min(column + end - start, lineEnd));
  const hints = notes.flatMap((note) =>
    note.span === undefined ? [note.message] : [`${note.message} (line ${note.span.line})`],
  );
  return { file, line, column, endColumn, severity, code, message: [message, ...hints].join("; ") };
}
