// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import type { NativeKernel } from "../../src/kernel/index.js";
import { boot, codeOf, drained, sleep } from "./support.js";

/** Three tasks that wake at the same time. */
function sleepers(kernel: NativeKernel): number[] {
  return ["a", "b", "c"].map((name) => {
    const task = kernel.createTask(name, kernel.mainTask);
    sleep(kernel, task, 1e6);
    return task;
  });
}

function completions(kernel: NativeKernel): number[] {
  kernel.runUntil(kernel.now() + 1e6, "never");
  return drained(kernel, "complete").map((event) => event.task);
}

describe("the scheduler's choice", () => {
  it("decides the order in which tasks go on, and can be replayed", () => {
    const kernel = boot();
    const tasks = sleepers(kernel);
    const snapshot = kernel.snapshot();
    const orders = new Set<string>();
    for (let first = 0; first < 3; first++)
      for (let second = 0; second < 2; second++)
        for (let again = 0; again < 2; again++) {
          kernel.restore(snapshot);
          const offered: (readonly number[])[] = [];
          const picked: (number | undefined)[] = [];
          kernel.setScheduler((runnable) => {
            const choice = runnable.length === 3 ? first : second;
            offered.push(runnable);
            picked.push(runnable[choice]);
            return choice;
          });
          const order = completions(kernel);
          expect(offered.map((runnable) => [...runnable].sort())).toEqual([
            [...tasks].sort(),
            tasks.filter((task) => task !== picked[0]).sort(),
          ]);
          expect(order.slice(0, 2)).toEqual(picked);
          orders.add(order.join());
        }
    expect(orders.size).toBe(6);
    kernel.setScheduler(undefined);
  });

  it("is the kernel's own by default, which index 0 names", () => {
    const kernel = boot();
    sleepers(kernel);
    const snapshot = kernel.snapshot();
    const own = completions(kernel);
    kernel.restore(snapshot);
    kernel.setScheduler(() => 0);
    expect(completions(kernel)).toEqual(own);
    kernel.restore(snapshot);
    kernel.setScheduler(() => undefined);
    expect(completions(kernel)).toEqual(own);
  });

  it("must not call the instance, which says so", () => {
    const kernel = boot();
    sleepers(kernel);
    const snapshot = kernel.snapshot();
    const codes = new Set<unknown>();
    kernel.setScheduler(() => {
      for (const use of [
        () => kernel.nextTimer(),
        () => kernel.runUntil(kernel.now(), "never"),
        () => kernel.syscall(kernel.mainTask, 172),
        () => kernel.createTask("x"),
        () => kernel.restore(snapshot),
        () => kernel.snapshot(),
        () => kernel.setScheduler(undefined),
        () => kernel.close(),
      ])
        codes.add(codeOf(use));
      return 1;
    });
    expect(completions(kernel)).toHaveLength(3);
    expect([...codes]).toEqual(["KTEST_REENTRY"]);
  });

  it("throws through the call that asked", () => {
    const kernel = boot();
    sleepers(kernel);
    const snapshot = kernel.snapshot();
    kernel.setScheduler(() => {
      throw new RangeError("no idea");
    });
    expect(() => completions(kernel)).toThrow(new RangeError("no idea"));
    expect(drained(kernel, "complete")).toHaveLength(3);
    for (const wrong of [3, -1, 0.5, Number.NaN, "1", null, {}]) {
      kernel.restore(snapshot);
      kernel.setScheduler(() => wrong as number);
      expect(codeOf(() => completions(kernel))).toMatch(/^ERR_(OUT_OF_RANGE|INVALID_ARG_TYPE)$/);
    }
  });
});
