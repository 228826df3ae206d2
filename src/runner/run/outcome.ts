// SPDX-License-Identifier: GPL-2.0
import { NO_SPAN, type Span } from "../../dsl/ast.js";
import type { Diagnostic } from "../../dsl/diagnostic.js";
import type { Connections } from "../../inject/mapping/connections.js";
import { PacketError } from "../../inject/packet-error.js";
import { KernelError } from "../../kernel/kernel-error.js";
import { ConstantsError } from "../constants.js";
import { OutOfUserMemoryError } from "../memory.js";
import { ScriptError } from "../script-error.js";
import { NetlinkError } from "../setup/netlink.js";
import type { UsedFiles } from "../setup/used-files.js";
import type { Trace } from "../trace/trace.js";
import { Mismatch, type PacketComparison } from "./problems.js";

/** `error`: the run could not tell whether the kernel does what the script says. */
export type Verdict = "pass" | "fail" | "error";

/** One thing that was not as it should be. */
export interface RunProblem {
  readonly verdict: "fail" | "error";
  readonly diagnostic: Diagnostic;
  /** Where the event begins of which the diagnostic's span is a later line. */
  readonly eventLine?: number;
  readonly packets?: PacketComparison;
}

/** What came of a run. */
export interface RunOutcome {
  readonly verdict: Verdict;
  /** Why it is no pass; of several the first is what ended the script. */
  readonly problems: readonly RunProblem[];
  /** Differences that `--non_fatal` let pass. */
  readonly warnings: readonly RunProblem[];
  readonly trace: Trace;
  /** For showing frames of the Trace in the script's numbers. */
  readonly connections: Connections;
  /** Files of the host. */
  readonly used: UsedFiles;
  /** Virtual time that the script took, in ns. */
  readonly virtualNs: number;
}

/**
 * What an exception says about a test; undefined if it is none that a script, the kernel under
 * test or the machine can cause.
 * @param span  of the event that was going on
 */
export function problemOf(error: unknown, file: string, span: Span = NO_SPAN): RunProblem | undefined {
  if (error instanceof Mismatch) {
    const { packets, event } = error;
    const diagnostic = error.diagnostic(file);
    return {
      verdict: "fail",
      diagnostic,
      ...(packets === undefined ? {} : { packets }),
      ...(event.line === diagnostic.span.line ? {} : { eventLine: event.line }),
    };
  }
  const problem = (code: string, at: Span, message: string, note?: string): RunProblem => {
    const notes = note === undefined ? [] : [{ message: note }];
    return { verdict: "error", diagnostic: { severity: "error", code, message, file, span: at, notes } };
  };
  if (error instanceof ScriptError)
    return problem(`script/${error.code}`, error.span, error.message, error.note);
  if (error instanceof PacketError) return problem(`packet/${error.code}`, error.span, error.message);
  if (error instanceof KernelError) return problem("run/kernel", span, `${error.code}: ${error.message}`);
  if (
    error instanceof ConstantsError ||
    error instanceof NetlinkError ||
    error instanceof OutOfUserMemoryError
  )
    return problem("run/set-up", span, error.message);
  return undefined;
}
