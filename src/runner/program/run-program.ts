// SPDX-License-Identifier: GPL-2.0
import { performance } from "node:perf_hooks";
import { NO_SPAN } from "../../dsl/ast.js";
import type { ExecResult } from "../../kernel/kernel.js";
import { KernelError } from "../../kernel/kernel-error.js";
import type { Variant } from "../config/variant.js";
import { Constants } from "../constants.js";
import { ScriptLoader } from "../load.js";
import { bootForScripts } from "../pool/boot.js";
import type { WorkerOptions } from "../pool/messages.js";
import { bareReport } from "../report/bare-report.js";
import { writeCapture } from "../report/capture.js";
import { makeReport } from "../report/make-report.js";
import type { TestReport } from "../report/report.js";
import { drain } from "../run/clock.js";
import type { RunProblem } from "../run/outcome.js";
import { runScript } from "../run/run-script.js";
import type { RunState } from "../run/state.js";
import { Tap } from "./tap.js";

/** A program, and the instance that it is to find. */
export interface ProgramRequest {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Path of the script that leads to the state in which the program starts; absent: only a network. */
  readonly script?: string;
  readonly variant: Variant;
  /** Real time for the program, in ms; absent: as long as it takes. */
  readonly timeoutMs?: number;
  /** File for a capture of what the script and the program send and receive. */
  readonly capture?: string;
}

/** What came of it. */
export type ProgramOutcome =
  | {
      readonly type: "ended";
      readonly result: ExecResult;
      /** Frames that the capture lacks: there was no more room for them. */
      readonly lost?: number;
    }
  /** The program could not be started: `error.code` is the name of the errno. */
  | { readonly type: "not-started"; readonly error: KernelError }
  /** The script failed before it, or the kernel died with it. */
  | { readonly type: "failed"; readonly report: TestReport };

/** What messages name where there is no script. */
const NO_SCRIPT = "ktest exec";

/**
 * Runs a program of the host on a fresh instance. It gets this process's standard streams and
 * terminal; this returns when it has ended.
 * @throws {import("../constants.js").ConstantsError}, {KernelError} if there is no kernel to run it on,
 *   an errno exception if the script cannot be read or the capture not be written
 */
export function runProgram(options: WorkerOptions, request: ProgramRequest): ProgramOutcome {
  const startMs = performance.now();
  const { script: path, variant, capture } = request;
  const test = { script: path ?? NO_SCRIPT, variant: variant.name };
  const failed = (problems: readonly RunProblem[]): ProgramOutcome => ({
    type: "failed",
    report: bareReport(test, problems, wallUs()),
  });
  const wallUs = (): number => Math.round((performance.now() - startMs) * 1000);
  const constants = Constants.load(options.constants);
  const loader = new ScriptLoader(options);
  const loaded = path === undefined ? loader.loadEmpty(NO_SCRIPT, variant) : loader.load(path, variant);
  if (loaded.type === "refused") return failed(loaded.problems);
  const { script, config } = loaded;
  const { kernel, prologues } = bootForScripts(options, constants);
  try {
    let ended: ProgramOutcome | undefined;
    const afterEvents = (state: RunState): void => {
      ended = execute(state, request);
    };
    const { limits } = options;
    let tap: Tap | undefined;
    const beforeEvents = (state: RunState): void => {
      if (capture !== undefined) tap = Tap.open(state);
    };
    const run = { script, file: test.script, config, limits, beforeEvents, afterEvents };
    const outcome = runScript(kernel, constants, prologues, run);
    if (capture !== undefined) {
      const tapped = kernel.alive ? tap?.read() : undefined;
      writeCapture(capture, outcome.trace, test.script, tapped);
      const lost = tapped?.lost ?? 0;
      if (ended?.type === "ended" && lost > 0) ended = { ...ended, lost };
    }
    if (outcome.verdict === "pass" && ended !== undefined) return ended;
    return { type: "failed", report: makeReport(test, outcome, wallUs(), options) };
  } finally {
    kernel.close();
  }
}

function execute(state: RunState, { argv, env, cwd, timeoutMs }: ProgramRequest): ProgramOutcome {
  const { kernel, limits } = state;
  state.span = NO_SPAN;
  state.trace.line = 0;
  try {
    const result = kernel.exec({
      argv,
      env,
      cwd,
      attached: true,
      virtualLimitNs: limits.virtualNs,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    drain(state);
    return { type: "ended", result };
  } catch (error) {
    if (error instanceof KernelError && kernel.alive) return { type: "not-started", error };
    throw error;
  }
}
