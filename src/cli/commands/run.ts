// SPDX-License-Identifier: GPL-2.0
import { basename, join } from "node:path";
import { VARIANTS } from "../../runner/config/variant.js";
import type { TestReport } from "../../runner/index.js";
import { runTests } from "../../runner/pool/pool.js";
import { makeColours } from "../colours.js";
import type { Comparison, ComparisonResult } from "../compare/comparison.js";
import { EXIT } from "../exit-codes.js";
import { type FoundScript, findScripts } from "../find-scripts.js";
import { InOrder } from "../in-order.js";
import { versionOf } from "../kernels/names.js";
import { type Plan, planTests } from "../plan.js";
import type { Reporter, RunSummary } from "../reporters/events.js";
import { jsonReporter } from "../reporters/json.js";
import { terminalReporter } from "../reporters/terminal.js";
import type { RunOptions } from "./run-options.js";
import { workerOptions } from "./worker-options.js";

/** A kernel of a run; the default one has no name. */
interface RunKernel {
  readonly name?: string;
  readonly library?: string;
  readonly warning?: string;
}

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
  const { kernels, trees } = await chooseKernels(options.kernel);
  const found = findScripts(paths, trees);
  const report = makeReporter(options);
  const plan = planTests(found, options.variant, options.pcap);
  const comparison = await comparisonOf(kernels);
  const summaries: RunSummary[] = [];
  for (const [place, kernel] of kernels.entries()) {
    if (place > 0 && signal.aborted) break;
    tellKernel(kernel, report);
    const planned = plan.then((all) => forKernel(all, kernel, options.pcap, kernels.length));
    const onReport = (done: TestReport): void => comparison?.add(place, done);
    summaries.push(await runOn(kernel, { found, plan: planned, options, report, onReport, signal }));
  }
  const result = comparison?.result();
  if (result !== undefined) report({ type: "differences", comparison: result });
  return exitCode(summaries, result, signal);
}

/** Without names: the default library alone. With them also the trees that `kernel:PATH` may mean. */
async function chooseKernels(
  names: readonly string[] | undefined,
): Promise<{ readonly kernels: readonly RunKernel[]; readonly trees: readonly string[] }> {
  if (names === undefined) return { kernels: [{}], trees: [] };
  // Loaded by those alone who name some; so is the rest of it.
  const { chooseKernel, kernelNames } = await import("../kernels/choose.js");
  const known = kernelNames();
  const kernels = names.map((name) => chooseKernel(name, known));
  return { kernels, trees: kernels.flatMap(({ source }) => source ?? []) };
}

async function comparisonOf(kernels: readonly RunKernel[]): Promise<Comparison | undefined> {
  if (kernels.length < 2) return undefined;
  const { Comparison } = await import("../compare/comparison.js");
  return new Comparison(kernels.flatMap(({ name }) => name ?? []));
}

function tellKernel({ name, library, warning }: RunKernel, report: Reporter): void {
  if (name === undefined || library === undefined) return;
  report({ type: "kernel", name, version: versionOf(library) });
  if (warning !== undefined) report({ type: "note", message: warning });
}

/** Captures of several kernels do not overwrite each other: each has a folder. */
function forKernel(plan: Plan, { name }: RunKernel, pcap: string | undefined, kernels: number): Plan {
  if (pcap === undefined || name === undefined || kernels < 2) return plan;
  const folder = join(pcap, name.replaceAll("/", "_"));
  const tests = plan.tests.map(({ capture, ...test }) =>
    capture === undefined ? test : { ...test, capture: join(folder, basename(capture)) },
  );
  return { ...plan, tests };
}

/** What is run on each kernel. */
interface RunParts {
  readonly found: readonly FoundScript[];
  readonly plan: Promise<Plan>;
  readonly options: RunOptions;
  readonly report: Reporter;
  readonly onReport: (report: TestReport) => void;
  readonly signal: AbortSignal;
}

async function runOn({ library }: RunKernel, parts: RunParts): Promise<RunSummary> {
  const { found, options, report, signal } = parts;
  const start = performance.now();
  const session = new Session(report, options.workers);
  const planning = parts.plan.then((plan) => {
    session.begin(plan);
    return plan.tests;
  });
  const scripts = found.filter(({ type }) => type === "script").length;
  // Workers start while it is found out what they are to run.
  const most = scripts * (options.variant?.length ?? VARIANTS.length);
  const forWorkers = library === undefined ? options : { ...options, library };
  if (scripts > 0)
    await runTests({
      tests: planning,
      options: {
        ...workerOptions(forWorkers, (message) => session.note(message)),
        wantsTrace: (options.kernel?.length ?? 0) > 1,
      },
      workers: Math.min(options.workers, most),
      onReport: (done) => {
        parts.onReport(done);
        session.add(done);
      },
      signal,
    });
  else await planning;
  return session.end(performance.now() - start);
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

/** A difference says more than failures, which may be the same on all kernels. */
function exitCode(
  summaries: readonly RunSummary[],
  result: ComparisonResult | undefined,
  signal: AbortSignal,
): number {
  if (signal.aborted) return EXIT.interrupted;
  if (result !== undefined && result.differences.length > 0) return EXIT.differs;
  if (summaries.some(({ failed }) => failed > 0)) return EXIT.failed;
  return summaries.some(({ errors }) => errors > 0) ? EXIT.unable : EXIT.passed;
}
