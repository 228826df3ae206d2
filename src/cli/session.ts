// SPDX-License-Identifier: GPL-2.0
import type { TestReport } from "../runner/index.js";
import { EXIT } from "./exit-codes.js";
import { InOrder } from "./in-order.js";
import type { Plan } from "./plan.js";
import type { ProgressLine } from "./progress/progress-line.js";
import type { Reporter, RunSummary } from "./reporters/events.js";
import type { ShardAbout } from "./shards/about.js";

/** What a run tells: the plan, then the tests in its order, then how many came to what. */
export class Session {
  readonly #report: Reporter;
  readonly #workers: number;
  readonly #counts = { pass: 0, fail: 0, error: 0 };
  readonly #notes: string[] = [];
  #plan: Plan | undefined;
  #ordered: InOrder | undefined;
  readonly #progress: ProgressLine | undefined;
  #virtualNs = 0;

  constructor(report: Reporter, workers: number, progress?: ProgressLine) {
    this.#report = report;
    this.#workers = workers;
    this.#progress = progress;
  }

  /** @param shard  if the plan is a part of one */
  begin(plan: Plan, shard?: ShardAbout): void {
    const { tests, scripts, problems } = plan;
    const workers = Math.min(this.#workers, tests.length);
    this.#plan = plan;
    this.#report({ type: "start", tests: tests.length, scripts, workers, ...(shard && { shard }) });
    this.#progress?.begin(tests.length);
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
    this.#progress?.add(done.verdict === "pass");
    this.#virtualNs += done.virtualNs;
    this.#ordered?.add(done);
  }

  /** The run cannot be gone on with: there is nothing to sum up. */
  abandon(): void {
    this.#progress?.end();
    for (const test of this.#ordered?.flush() ?? []) this.#report({ type: "skipped", test });
  }

  end(wallMs: number): RunSummary {
    this.abandon();
    const { pass, fail, error } = this.#counts;
    const { tests = [], problems = [] } = this.#plan ?? {};
    const skipped = tests.length - pass - fail - error;
    const errors = error + problems.length;
    const summary = { passed: pass, failed: fail, errors, skipped, wallMs, virtualNs: this.#virtualNs };
    this.#report({ type: "end", summary });
    return summary;
  }
}

/** What runs come to, for the shell. */
export function exitCode(summaries: readonly RunSummary[]): number {
  if (summaries.some(({ failed }) => failed > 0)) return EXIT.failed;
  return summaries.some(({ errors }) => errors > 0) ? EXIT.unable : EXIT.passed;
}
