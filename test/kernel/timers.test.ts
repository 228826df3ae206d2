// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boot, codeOf, drained, sleep } from "./support.js";

/* Even ones: two timers 1 ns apart may fire together, because of their slack. */
const delays = fc.uniqueArray(
  fc.integer({ min: 1, max: 5e9 }).map((half) => 2 * half),
  { minLength: 1, maxLength: 5 },
);

describe("the clock", () => {
  it("wakes sleepers at exactly their times, in order, however far it is moved", () => {
    const kernel = boot();
    const start = kernel.now();
    const snapshot = kernel.snapshot();
    fc.assert(
      fc.property(delays, (delays) => {
        kernel.restore(snapshot);
        const tasks = delays.map((delay, i) => {
          const task = kernel.createTask(`sleeper${i}`, kernel.mainTask);
          sleep(kernel, task, delay);
          return { task, time: start + delay };
        });
        kernel.runUntil(start + 10e9, "never");
        expect(kernel.now()).toBe(start + 10e9);
        expect(drained(kernel, "complete").map(({ task, time }) => ({ task, time }))).toEqual(
          tasks.sort((a, b) => a.time - b.time),
        );
      }),
      { numRuns: 30 },
    );
  });

  it("stops at the first event if asked to", () => {
    const kernel = boot();
    const start = kernel.now();
    const other = kernel.createTask("other");
    sleep(kernel, kernel.mainTask, 3e6);
    sleep(kernel, other, 7e6);
    expect(kernel.nextTimer()).toBeLessThanOrEqual(start + 3e6);
    kernel.runUntil(start + 1e9, "event");
    expect(kernel.now()).toBe(start + 3e6);
    kernel.runUntil(start + 1e9, "event"); // the event is still there
    expect(kernel.now()).toBe(start + 3e6);
    expect(drained(kernel, "complete")).toHaveLength(1);
    kernel.runUntil(start + 1e9, "event");
    expect(kernel.now()).toBe(start + 7e6);
    expect(drained(kernel, "complete")).toHaveLength(1);
    kernel.runUntil(start + 1e9, "event");
    expect(kernel.now()).toBe(start + 1e9);
  });

  it("does not go back", () => {
    const kernel = boot();
    for (const stop of ["event", "never"] as const)
      expect(codeOf(() => kernel.runUntil(kernel.now() - 1, stop))).toBe("ERR_OUT_OF_RANGE");
  });
});
