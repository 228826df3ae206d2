// SPDX-License-Identifier: GPL-2.0
import type { CodeRange } from "./ast.js";

/** The block uses more of Python than is evaluated here: it is a matter for `python3`. */
export class BeyondSubsetError extends Error {
  override readonly name = "BeyondSubsetError";
  readonly code = "CODE_BEYOND_SUBSET";

  constructor(
    /** What was met, such as "the keyword import". */
    readonly construct: string,
    readonly range: CodeRange,
  ) {
    super(`${construct} is beyond the Python that is evaluated in-process`);
  }
}

/** An exception of the language: AssertionError, NameError, TypeError, ZeroDivisionError, … */
export class PythonError extends Error {
  override readonly name = "PythonError";
  readonly code = "CODE_EXCEPTION";

  constructor(
    readonly kind: string,
    message: string,
    /** Absent until {@link evaluate} knows which expression raised it. */
    readonly range?: CodeRange,
  ) {
    super(message);
  }
}
