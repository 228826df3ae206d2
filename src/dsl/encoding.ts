// SPDX-License-Identifier: GPL-2.0
import type { Comment } from "./ast.js";
import type { Diagnostic } from "./diagnostic.js";
import { locator, type Source } from "./source.js";

/**
 * Characters that no script should have: NUL, and what stands for bytes that are not UTF-8.
 * Each is reported once, at its first place; in comments they do no harm and are a warning.
 */
export function encodingProblems(source: Source, comments: readonly Comment[]): Diagnostic[] {
  const problems = check(source, comments, "\0", "parse/nul", "NUL byte");
  if (!source.damaged) return problems;
  return [...problems, ...check(source, comments, "\ufffd", "parse/utf8", "bytes that are not UTF-8")];
}

function check(
  source: Source,
  comments: readonly Comment[],
  character: string,
  code: string,
  message: string,
): Diagnostic[] {
  const counts = { error: 0, warning: 0 };
  const first = { error: -1, warning: -1 };
  let comment = 0;
  for (let at = source.text.indexOf(character); at >= 0; at = source.text.indexOf(character, at + 1)) {
    while ((comments[comment]?.span.end ?? Number.POSITIVE_INFINITY) <= at) comment++;
    const severity = (comments[comment]?.span.start ?? Number.POSITIVE_INFINITY) <= at ? "warning" : "error";
    if (counts[severity]++ === 0) first[severity] = at;
  }
  const locate = locator(source);
  return (["error", "warning"] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => ({
      severity,
      code,
      message: severity === "warning" ? `${message} in a comment` : message,
      file: source.file,
      span: locate(first[severity], first[severity] + 1),
      notes: counts[severity] > 1 ? [{ message: `and at ${counts[severity] - 1} more places` }] : [],
    }));
}
