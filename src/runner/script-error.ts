// SPDX-License-Identifier: GPL-2.0
import type { Span } from "../dsl/ast.js";

export type ScriptErrorCode =
  /** A name that neither the kernel's headers nor the script define. */
  | "unknown-constant"
  | "unknown-system-call"
  /** Too many, too few, or of the wrong kind. */
  | "bad-argument"
  /** A file descriptor that is not open, or is open already. */
  | "bad-descriptor"
  /** An option line that is unknown or has a bad value. */
  | "bad-option";

/** The script asks for something that cannot be done: the run cannot tell pass from fail. */
export class ScriptError extends Error {
  override readonly name = "ScriptError";

  constructor(
    readonly code: ScriptErrorCode,
    readonly span: Span,
    message: string,
    /** What may help. */
    readonly note?: string,
  ) {
    super(message);
  }
}
