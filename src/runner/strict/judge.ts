// SPDX-License-Identifier: GPL-2.0
import { NO_SPAN, type Script, type Span } from "../../dsl/ast.js";
import type { DiagnosticNote } from "../../dsl/diagnostic.js";
import type { Connections } from "../../inject/mapping/connections.js";
import { describeFrame } from "../report/describe-trace.js";
import type { RunOutcome, RunProblem } from "../run/outcome.js";
import { formatSeconds } from "../timing/seconds.js";
import type { Trace } from "../trace/trace.js";
import { kernelWarnings } from "./kernel-warnings.js";
import { unexpectedFrames } from "./unexpected-frames.js";

/** How many findings of a kind a report tells one by one. */
const TOLD = 10;

/** What is the same for all findings of a run. */
interface Judged {
  readonly script: Script;
  readonly file: string;
  readonly trace: Trace;
  readonly connections: Connections;
}

/**
 * `--strict`: a run that passed fails nevertheless if its Trace has frames that the script did not
 * expect, or warnings of the kernel.
 * @param file  the script's path
 */
export function judgeStrictly(outcome: RunOutcome, script: Script, file: string): RunOutcome {
  if (outcome.verdict !== "pass") return outcome;
  const { trace, connections } = outcome;
  const judged = { script, file, trace, connections };
  const problems = [...warnings(judged), ...frames(judged)];
  return problems.length === 0 ? outcome : { ...outcome, verdict: "fail", problems };
}

function frames(judged: Judged): readonly RunProblem[] {
  const { trace, connections } = judged;
  const found = unexpectedFrames(trace).map(({ frame, afterLine }) => {
    const text = `${formatSeconds(frame.timeNs - (trace.startNs ?? 0))} ${describeFrame(frame, connections)}`;
    const where =
      afterLine === 0 ? "it would stand in front of the first event" : "it would stand behind this event";
    return problem(
      judged,
      "run/unexpected-packet",
      afterLine,
      `the script does not expect this packet: ${text}`,
      [{ message: where }],
    );
  });
  return firstOf(found, "packets that the script does not expect");
}

function warnings(judged: Judged): readonly RunProblem[] {
  const found = kernelWarnings(judged.trace).map(({ text, line }) =>
    problem(judged, "run/kernel-warning", line, `the kernel warns: ${text}`, []),
  );
  return firstOf(found, "warnings");
}

function firstOf(problems: readonly RunProblem[], what: string): readonly RunProblem[] {
  const told = problems.slice(0, TOLD);
  const last = told.at(-1);
  const left = problems.length - told.length;
  if (last === undefined || left === 0) return told;
  const { diagnostic } = last;
  const notes = [...diagnostic.notes, { message: `there are ${left} more ${what}` }];
  return [...told.slice(0, -1), { ...last, diagnostic: { ...diagnostic, notes } }];
}

function problem(
  { script, file }: Judged,
  code: string,
  line: number,
  message: string,
  notes: readonly DiagnosticNote[],
): RunProblem {
  return {
    verdict: "fail",
    diagnostic: { severity: "error", code, message, file, span: spanOf(script, line), notes },
  };
}

/** Of what begins in the line. */
function spanOf({ events, init, cleanup }: Script, line: number): Span {
  const parts = [...events.map(({ action }) => action), ...[init, cleanup].flatMap((part) => part ?? [])];
  const found = parts.find(({ span }) => span.line === line);
  return found?.span ?? events.find(({ span }) => span.line === line)?.action.span ?? { ...NO_SPAN, line };
}
