// SPDX-License-Identifier: GPL-2.0
import { performance } from "node:perf_hooks";
import { NO_SPAN } from "../../dsl/ast.js";
import type { NativeKernel } from "../../kernel/native-kernel.js";
import { stopWriting } from "../../kernel/writers.js";
import { VARIANTS } from "../config/variant.js";
import { Constants } from "../constants.js";
import { takeBlocks } from "../coverage/blocks.js";
import { ScriptLoader } from "../load.js";
import { bareReport } from "../report/bare-report.js";
import { writeCapture } from "../report/capture.js";
import { makeReport } from "../report/make-report.js";
import type { TestReport } from "../report/report.js";
import type { RunOutcome, RunProblem } from "../run/outcome.js";
import { runScript } from "../run/run-script.js";
import type { RunRequest } from "../run/state.js";
import { CacheStore } from "../setup/cache-store.js";
import { parserIdentity } from "../setup/identity.js";
import type { Prologues } from "../setup/prologue.js";
import { StoredScripts } from "../setup/stored-scripts.js";
import { judgeStrictly } from "../strict/judge.js";
import { type Booted, bootForScripts } from "./boot.js";
import type { TestRequest, WorkerOptions } from "./messages.js";

/**
 * Runs tests one after the other on a kernel of its own, which is booted once and again after it
 * has died.
 */
export class TestExecutor {
  readonly #options: WorkerOptions;
  readonly #constants: Constants;
  readonly #loader: ScriptLoader;
  #booted: Booted | undefined;
  /** Of basic blocks of the kernel that runs, if somebody wants them. */
  #counters: Uint8Array | undefined;

  /** @throws {import("../constants.js").ConstantsError} */
  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#constants = Constants.load(options.constants);
    const { isCaching, cacheFolder } = options;
    const stored = isCaching && cacheFolder !== undefined ? storedScripts(cacheFolder) : undefined;
    this.#loader = new ScriptLoader(options, stored);
  }

  /**
   * Boots the kernel, unless it runs.
   * @throws {import("../../kernel/kernel-error.js").KernelError}
   */
  boot(): Booted {
    const running = this.#booted;
    if (running?.kernel.alive === true) return running;
    running?.kernel.close();
    this.#booted = bootForScripts(this.#options, this.#constants);
    if (this.#options.wantsCoverage === true) this.#counters = this.#booted.kernel.startCoverage("reached");
    return this.#booted;
  }

  /** Runs a test; whatever happens is in the report. */
  run(test: TestRequest): TestReport {
    const start = performance.now();
    const wallUs = (): number => Math.round((performance.now() - start) * 1000);
    try {
      const outcome = this.#run(test);
      if ("refused" in outcome) return bareReport(test, outcome.refused, wallUs());
      const report = makeReport(test, outcome, wallUs(), this.#options);
      return this.#counters === undefined ? report : { ...report, blocks: takeBlocks(this.#counters) };
    } catch (error) {
      // Nothing is known about the state of the kernel after an exception that nobody expected.
      this.#booted?.kernel.close();
      this.#booted = undefined;
      return bareReport(test, [unexpected(test, error)], wallUs());
    }
  }

  #run({
    script: file,
    variant: name,
    capture,
  }: TestRequest): RunOutcome | { readonly refused: readonly RunProblem[] } {
    const variant = VARIANTS.find((candidate) => candidate.name === name);
    if (variant === undefined) throw new RangeError(`there is no variant ${name}`);
    const loaded = this.#loader.load(file, variant);
    if (loaded.type === "refused") return { refused: loaded.problems };
    const { kernel, prologues } = this.boot();
    const { script, config } = loaded;
    const { limits, isStrict } = this.#options;
    const ran = this.#runScript(kernel, prologues, { script, file, config, limits });
    const outcome = isStrict ? judgeStrictly(ran, script, file) : ran;
    return capture === undefined ? outcome : withCapture(outcome, capture, file);
  }

  #runScript(kernel: NativeKernel, prologues: Prologues, request: RunRequest): RunOutcome {
    try {
      return runScript(kernel, this.#constants, prologues, request);
    } finally {
      stopWriting();
    }
  }

  close(): void {
    this.#booted?.kernel.close();
    this.#booted = undefined;
  }
}

/** Writes a capture; where that cannot be done, it is a problem of the test beside its own. */
function withCapture(outcome: RunOutcome, path: string, file: string): RunOutcome {
  try {
    writeCapture(path, outcome.trace, file);
    return outcome;
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    const message = `the capture ${path} cannot be written: ${error.message}`;
    const diagnostic = {
      severity: "error",
      code: "run/capture",
      message,
      file,
      span: NO_SPAN,
      notes: [],
    } as const;
    const verdict = outcome.verdict === "pass" ? "error" : outcome.verdict;
    return { ...outcome, verdict, problems: [...outcome.problems, { verdict: "error", diagnostic }] };
  }
}

function storedScripts(folder: string): StoredScripts {
  return new StoredScripts(new CacheStore(folder), parserIdentity());
}

function unexpected({ script: file }: TestRequest, error: unknown): RunProblem {
  const isErrno = error instanceof Error && "syscall" in error;
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && !isErrno ? (error.stack ?? "").split("\n").slice(1) : [];
  const notes = stack.map((line) => ({ message: line.trim() }));
  const code = isErrno ? "run/file" : "run/internal";
  return { verdict: "error", diagnostic: { severity: "error", code, message, file, span: NO_SPAN, notes } };
}
