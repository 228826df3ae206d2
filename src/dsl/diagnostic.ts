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
