// SPDX-License-Identifier: GPL-2.0
import type { TestId, TestReport } from "../runner/index.js";

/** Passes reports on in the order of the plan, each as soon as those before it are there. */
export class InOrder {
  readonly #emit: (report: TestReport) => void;
  readonly #order: readonly string[];
  readonly #waiting = new Map<string, TestReport>();
  #next = 0;

  constructor(tests: readonly TestId[], emit: (report: TestReport) => void) {
    this.#order = tests.map(keyOf);
    this.#emit = emit;
  }

  add(report: TestReport): void {
    this.#waiting.set(keyOf(report), report);
    for (;;) {
      const key = this.#order[this.#next];
      const ready = key === undefined ? undefined : this.#waiting.get(key);
      if (key === undefined || ready === undefined) return;
      this.#waiting.delete(key);
      this.#next++;
      this.#emit(ready);
    }
  }

  /** Passes on what is there, though something before it will never come. */
  flush(): void {
    for (const key of this.#order.slice(this.#next)) {
      const report = this.#waiting.get(key);
      if (report !== undefined) this.#emit(report);
    }
    this.#next = this.#order.length;
  }
}

function keyOf({ script, variant }: TestId): string {
  return `${variant} ${script}`;
}
