// SPDX-License-Identifier: GPL-2.0
import type { Span } from "../../dsl/ast.js";
import type { Diagnostic, DiagnosticNote } from "../../dsl/diagnostic.js";
import type { ScriptError } from "../script-error.js";

/** A diagnostic of the script that is being checked. */
export type Finding = Omit<Diagnostic, "file">;

export function finding(
  severity: Diagnostic["severity"],
  code: string,
  span: Span,
  message: string,
  notes: readonly DiagnosticNote[] = [],
): Finding {
  return { severity, code, span, message, notes };
}

/** What a run would stop with. */
export function findingOf({ code, span, message, note }: ScriptError): Finding {
  return finding("error", `script/${code}`, span, message, note === undefined ? [] : [{ message: note }]);
}
