// SPDX-License-Identifier: GPL-2.0
import type { TestId, TestReport, TraceLine } from "../../runner/index.js";
import { firstDifference } from "./first-difference.js";

/** A test that did not come to the same on all kernels. */
export interface Difference extends TestId {
  /** `verdict`: that is another one; `trace`: only what happened on the way is. */
  readonly differs: "verdict" | "trace";
  /** In the order of the kernels; undefined: it was not run there. */
  readonly verdicts: readonly (TestReport["verdict"] | undefined)[];
  /** The first event that differs from the first kernel's; undefined if Traces are the same. */
  readonly first?: DifferingEvent;
}

export interface DifferingEvent {
  /** Virtual time since the start of the script, in ns. */
  readonly ns: number;
  /** Of the script; 0 outside. */
  readonly line: number;
  /** The kernels that it was found on, by their places: the first one, and one that is not like it. */
  readonly kernels: readonly [number, number];
  /** What each of the two has; undefined: nothing more. */
  readonly events: readonly [TraceLine | undefined, TraceLine | undefined];
}

export interface ComparisonResult {
  /** Names, in the user's order: the first is what the others are compared with. */
  readonly kernels: readonly string[];
  /** Number of tests that ran on all of them. */
  readonly tests: number;
  readonly differences: readonly Difference[];
}

/** Collects reports from several kernels. */
export class Comparison {
  readonly #kernels: readonly string[];
  /** By test, in the order in which they are first heard of; a report for each kernel. */
  readonly #tests = new Map<string, (TestReport | undefined)[]>();

  constructor(kernels: readonly string[]) {
    this.#kernels = kernels;
  }

  /** @param kernel  place of the kernel among all */
  add(kernel: number, report: TestReport): void {
    const key = `${report.variant} ${report.script}`;
    const reports = this.#tests.get(key) ?? this.#kernels.map(() => undefined);
    reports[kernel] = report;
    this.#tests.set(key, reports);
  }

  /** Tests that an interruption kept from running on all kernels do not count. */
  result(): ComparisonResult {
    const complete = [...this.#tests.values()].flatMap((reports) => {
      const all = reports.flatMap((report) => report ?? []);
      return all.length === this.#kernels.length ? [all] : [];
    });
    const differences = complete
      .flatMap((reports) => compare(reports) ?? [])
      .sort((a, b) => order(a.script, b.script) || order(a.variant, b.variant));
    return { kernels: this.#kernels, tests: complete.length, differences };
  }
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function compare(reports: readonly TestReport[]): Difference | undefined {
  const [base] = reports;
  if (base === undefined) return undefined;
  const verdicts = reports.map(({ verdict }) => verdict);
  const first = firstEvent(reports);
  const differs = verdicts.some((verdict) => verdict !== base.verdict);
  if (!differs && first === undefined) return undefined;
  const { script, variant } = base;
  const event = first === undefined ? {} : { first };
  return { script, variant, differs: differs ? "verdict" : "trace", verdicts, ...event };
}

/** Of the first kernel whose Trace is not the first one's. */
function firstEvent(reports: readonly TestReport[]): DifferingEvent | undefined {
  const [base, ...others] = reports;
  for (const [place, other] of others.entries()) {
    const found = firstDifference(base?.trace ?? [], other.trace ?? []);
    if (found !== undefined) return { ...found, kernels: [0, place + 1] };
  }
  return undefined;
}
