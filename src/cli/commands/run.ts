// SPDX-License-Identifier: GPL-2.0

import { VARIANTS } from "../../runner/config/variant.js";
import type { TestReport } from "../../runner/index.js";
import { runTests } from "../../runner/pool/pool.js";
import { makeColours } from "../colours.js";
import { EXIT } from "../exit-codes.js";
import { findScripts } from "../find-scripts.js";
import { InOrder } from "../in-order.js";
import { type Plan, planTests } from "../plan.js";
import type { Reporter, RunSummary } from "../reporters/events.js";
import { jsonReporter } from "../reporters/json.js";
import { terminalReporter } from "../reporters/terminal.js";
import type { RunOptions } from "./run-options.js";
import { workerOptions } from "./worker-options.js";

/**
 * `ktest run PATH…`
 * @returns the exit code
 * @throws {import("../usage-error.js").UsageError} and what findLibrary() and runTests() throw
 */
export async function run(
  paths: readonly string[],
  options: RunOptions,
  signal: AbortSignal,
): Promise<number> {
  const start = performance.now();
  const found = findScripts(paths);
  const session = new Session(makeReporter(options), options.workers);
  const planning = planTests(found, options.variant, options.pcap).then((plan) => {
    session.begin(plan);
    return plan.tests;
  });
  const scripts = found.filter(({ type }) => type === "script").length;
  // Workers start while it is found out what they are to run.
  const most = scripts * (options.variant?.length ?? VARIANTS.length);
  if (scripts > 0)
    await runTests({
      tests: planning,
      options: workerOptions(options, (message) => session.note(message)),
      workers: Math.min(options.workers, most),
      onReport: (done) => session.add(done),
      signal,
    });
  else await planning;
  return exitCode(session.end(performance.now() - start), signal);
}

function makeReporter({ json, color }: RunOptions): Reporter {
  const write = (text: string): void => {
    process.stdout.write(text);
  };
  return json ? jsonReporter(write) : terminalReporter(write, makeColours(color));
}

/** What a run tells: the plan, then the tests in its order, then how many came to what. */
class Session {
  readonly #report: Reporter;
  readonly #workers: number;
  readonly #counts = { pass: 0, fail: 0, error: 0 };
  readonly #notes: string[] = [];
  #plan: Plan | undefined;
  #ordered: InOrder | undefined;
  #virtualNs = 0;

  constructor(report: Reporter, workers: number) {
    this.#report = report;
    this.#workers = workers;
  }

  begin(plan: Plan): void {
    const { tests, scripts, problems } = plan;
    const workers = Math.min(this.#workers, tests.length);
    this.#plan = plan;
    this.#report({ type: "start", tests: tests.length, scripts, workers });
    for (const problem of problems) this.#report({ type: "problem", ...problem });
    for (const message of this.#notes) this.#report({ type: "note", message });
    this.#ordered = new InOrder(tests, (report) => this.#report({ type: "test", report }));
  }

  /** Comes after the plan. */
  note(message: string): void {
    if (this.#plan === undefined) this.#notes.push(message);
    else this.#report({ type: "note", message });
  }

  add(done: TestReport): void {
    this.#counts[done.verdict]++;
    this.#virtualNs += done.virtualNs;
    this.#ordered?.add(done);
  }

  end(wallMs: number): RunSummary {
    this.#ordered?.flush();
    const { pass, fail, error } = this.#counts;
    const { tests = [], problems = [] } = this.#plan ?? {};
    const skipped = tests.length - pass - fail - error;
    const errors = error + problems.length;
    const summary = { passed: pass, failed: fail, errors, skipped, wallMs, virtualNs: this.#virtualNs };
    this.#report({ type: "end", summary });
    return summary;
  }
}

function exitCode({ failed, errors }: RunSummary, signal: AbortSignal): number {
  if (signal.aborted) return EXIT.interrupted;
  if (failed > 0) return EXIT.failed;
  return errors > 0 ? EXIT.unable : EXIT.passed;
}
