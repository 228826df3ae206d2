// SPDX-License-Identifier: GPL-2.0

import type { Span } from "../../dsl/ast.js";
import type { Diagnostic, DiagnosticNote } from "../../dsl/diagnostic.js";
import type { FieldDifference } from "../../inject/match/difference.js";

/** An expected packet beside the one that came, both in script notation with their times. */
export interface PacketComparison {
  readonly expected: string;
  readonly actual: string;
  readonly differences: readonly FieldDifference[];
}

export type MismatchCode =
  /** A system call returned something else, or wrote something else. */
  | "run/result"
  /** A system call that is not marked as blocking never returns. */
  | "run/blocked"
  /** Two blocking calls at once, or one that has not returned at the end. */
  | "run/blocking"
  | "run/packet"
  | "run/no-packet"
  | "run/time"
  | "run/code"
  | "run/command"
  /** The virtual or real time that a test may take is over. */
  | "run/limit"
  /** The kernel under test has panicked, oopsed, or hung. */
  | "run/died";

/** The run is not as the script says: it ends here, as a failed test. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";

  constructor(
    readonly code: MismatchCode,
    readonly span: Span,
    message: string,
    readonly notes: readonly DiagnosticNote[] = [],
    readonly packets?: PacketComparison,
    /** Of the event that it is about, if `span` is only a part of that. */
    readonly event: Span = span,
  ) {
    super(message);
  }

  diagnostic(file: string): Diagnostic {
    const { code, span, message, notes } = this;
    return { severity: "error", code, message, file, span, notes };
  }
}
