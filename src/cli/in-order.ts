// SPDX-License-Identifier: GPL-2.0
import type { TestId, TestReport } from "../runner/index.js";

/** Passes reports on in the order of the plan, each as soon as those before it are there. */
export class InOrder {
  readonly #emit: (report: TestReport) => void;
  readonly #tests: readonly TestId[];
  readonly #waiting = new Map<string, TestReport>();
  #next = 0;

  constructor(tests: readonly TestId[], emit: (report: TestReport) => void) {
    this.#tests = tests;
    this.#emit = emit;
  }

  add(report: TestReport): void {
    this.#waiting.set(keyOf(report), report);
    for (;;) {
      const test = this.#tests[this.#next];
      const key = test === undefined ? "" : keyOf(test);
      const ready = this.#waiting.get(key);
      if (ready === undefined) return;
      this.#waiting.delete(key);
      this.#next++;
      this.#emit(ready);
    }
  }

  /**
   * Passes on what is there, though something before it will never come.
   * @returns the tests of which there is no report
   */
  flush(): readonly TestId[] {
    const missing: TestId[] = [];
    for (const test of this.#tests.slice(this.#next)) {
      const report = this.#waiting.get(keyOf(test));
      if (report === undefined) missing.push(test);
      else this.#emit(report);
    }
    this.#next = this.#tests.length;
    return missing;
  }
}

function keyOf({ script, variant }: TestId): string {
  return `${variant} ${script}`;
}
