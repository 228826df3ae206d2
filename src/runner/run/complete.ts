// SPDX-License-Identifier: GPL-2.0
import { type CallProblem, checkResult, withActualResult } from "../syscalls/index.js";
import { checkTime } from "./check-time.js";
import { Mismatch } from "./problems.js";
import type { PendingCall, RunState } from "./state.js";

/**
 * A system call has returned: compares its result, what it wrote and, if it was to block, its
 * time with the script.
 * @param timeNs  of the kernel's clock
 * @throws {Mismatch} run/result, run/time
 */
export function completeCall(state: RunState, pending: PendingCall, kernelRet: number, timeNs: number): void {
  const { context, prepared, line, task, end, startNs } = pending;
  const ret = prepared.returns?.(kernelRet) ?? kernelRet;
  const { node, expected } = context;
  const wrong = [
    ...checkResult(node, expected, prepared.result, ret, state.constants),
    ...(prepared.effect?.(ret) ?? []),
  ];
  const problems = wrong.length > 0 ? wrong : (prepared.after?.(ret) ?? []);
  const args = problems.length > 0 ? prepared.actual?.(ret) : undefined;
  const script = prepared.result === "descriptor" && ret >= 0 && expected !== -1 ? expected : undefined;
  const call = withActualResult(node, args ?? node.args, ret, script, state.constants);
  state.trace.add({ timeNs, line, type: "syscall-exit", task, call, ret });
  report(state, pending, problems);
  context.release();
  if (end === undefined) return;
  const before = state.span;
  state.span = node.span;
  checkTime(state, end, timeNs - state.startNs, startNs, `${node.name}() to return`);
  state.span = before;
}

function report(state: RunState, { context }: PendingCall, problems: readonly CallProblem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  const { node } = context;
  const mismatch = new Mismatch(
    "run/result",
    first.span ?? node.span,
    `${node.name}(): ${first.message}`,
    others.map(({ message, span }) => ({ message, ...(span === undefined ? {} : { span }) })),
  );
  if (!state.config.nonFatalCalls) throw mismatch;
  state.warnings.push(mismatch);
}
