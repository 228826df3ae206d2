// SPDX-License-Identifier: GPL-2.0
import type { Span } from "./ast.js";

/**
 * A problem of a script, whoever finds it: the parser, a pass or a run.
 */
export interface Diagnostic {
  /** An error stops the script; a warning does not. */
  readonly severity: "error" | "warning";
  /** Stable, for filters and tests: who found it and what it is, such as "parse/syntax". */
  readonly code: string;
  /** One line, without the place, lower case, no full stop. */
  readonly message: string;
  readonly file: string;
  readonly span: Span;
  /** Explanations and other places that matter. */
  readonly notes: readonly DiagnosticNote[];
}

export interface DiagnosticNote {
  readonly message: string;
  /** In the same file. */
  readonly span?: Span;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

/** In the order of the text; those at one place as found. */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) => a.span.start - b.span.start);
}

/** Whoever finds problems need not find more of one kind. */
export const ENOUGH = 1000;

/** A file with more problems has one great one, and nobody reads more of them. */
const MOST = 200;

/** The first ones; the last one then says how many more there are. They must be in order. */
export function firstOnes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const more = diagnostics.slice(MOST);
  const [next] = more;
  // the parser's own limit is the same, and it says so at its end
  if (next === undefined || more.length === 1) return diagnostics;
  const last: Diagnostic = {
    severity: hasErrors(more) ? "error" : "warning",
    code: "check/too-many",
    message: `at least ${more.length} more problems`,
    file: next.file,
    span: next.span,
    notes: [],
  };
  return [...diagnostics.slice(0, MOST), last];
}
