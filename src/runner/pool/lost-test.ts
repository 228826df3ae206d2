// SPDX-License-Identifier: GPL-2.0
import { NO_SPAN } from "../../dsl/ast.js";
import type { RunProblem } from "../run/outcome.js";
import type { TestRequest } from "./messages.js";

/** How a worker process ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it wrote to standard error. */
  readonly stderr: string;
  /** The real time after which it was killed, if it was. */
  readonly limitMs: number | undefined;
}

/** What is to be said about a test whose worker process died: that is its failure, and no other's. */
export function lostTest(
  { script: file }: TestRequest,
  { code, signal, stderr, limitMs }: WorkerEnd,
): RunProblem {
  const message =
    limitMs === undefined
      ? `the worker process died: ${signal ?? `exit status ${code}`}`
      : `the test did not end within ${limitMs / 1000} s and its worker process was killed`;
  const notes = stderr
    .split("\n")
    .flatMap((line) => (line.trim() === "" ? [] : [{ message: line.trimEnd() }]));
  const diagnostic = {
    severity: "error",
    code: "run/worker-died",
    message,
    file,
    span: NO_SPAN,
    notes,
  } as const;
  return { verdict: "fail", diagnostic };
}
