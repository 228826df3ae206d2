// SPDX-License-Identifier: GPL-2.0
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
  const plan = await planTests(findScripts(paths), options.variant, options.pcap);
  const report = makeReporter(options);
  const workers = Math.min(options.workers, plan.tests.length);
  report({ type: "start", tests: plan.tests.length, scripts: plan.scripts, workers });
  for (const problem of plan.problems) report({ type: "problem", ...problem });

  const tally = new Tally(plan);
  const ordered = new InOrder(plan.tests, (done) => report({ type: "test", report: done }));
  const onReport = (done: TestReport): void => {
    tally.add(done);
    ordered.add(done);
  };
  if (plan.tests.length > 0) {
    const forWorkers = workerOptions(options, (message) => report({ type: "note", message }));
    await runTests({ tests: plan.tests, options: forWorkers, workers, onReport, signal });
  }
  ordered.flush();
  const summary = tally.summary(performance.now() - start);
  report({ type: "end", summary });
  return exitCode(summary, signal);
}

function makeReporter({ json, color }: RunOptions): Reporter {
  const write = (text: string): void => {
    process.stdout.write(text);
  };
  return json ? jsonReporter(write) : terminalReporter(write, makeColours(color));
}

class Tally {
  readonly #plan: Plan;
  readonly #counts = { pass: 0, fail: 0, error: 0 };
  #virtualNs = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  add({ verdict, virtualNs }: TestReport): void {
    this.#counts[verdict]++;
    this.#virtualNs += virtualNs;
  }

  summary(wallMs: number): RunSummary {
    const { pass, fail, error } = this.#counts;
    const skipped = this.#plan.tests.length - pass - fail - error;
    const errors = error + this.#plan.problems.length;
    return { passed: pass, failed: fail, errors, skipped, wallMs, virtualNs: this.#virtualNs };
  }
}

function exitCode({ failed, errors }: RunSummary, signal: AbortSignal): number {
  if (signal.aborted) return EXIT.interrupted;
  if (failed > 0) return EXIT.failed;
  return errors > 0 ? EXIT.unable : EXIT.passed;
}
