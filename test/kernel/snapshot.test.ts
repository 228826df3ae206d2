// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { expect, it } from "vitest";
import type { NativeSnapshot } from "../../src/kernel/index.js";
import {
  boot,
  codeOf,
  describeTracking,
  drained,
  isIpv6,
  NR,
  ok,
  sleep,
  udpFrame,
  udpSocket,
  upDevice,
} from "./support.js";

type Step =
  | { readonly do: "write"; readonly page: number; readonly value: number }
  | { readonly do: "take" }
  | { readonly do: "restore"; readonly which: number }
  | { readonly do: "release"; readonly which: number };

const PAGES = 600;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("write" as const), page: fc.nat(PAGES - 1), value: fc.nat(3) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("take" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("restore" as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), which: fc.nat() }) },
);

describeTracking("snapshots", () => {
  it("form a tree: each restore brings back exactly what was there", () => {
    const kernel = boot({ userBytes: 4 << 20 });
    const { bytes } = kernel.user;
    const pristine = kernel.snapshot();
    const content = (): number[] => Array.from({ length: PAGES }, (_, page) => bytes[page * 4096] ?? -1);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        kernel.restore(pristine);
        const taken: { readonly snapshot: NativeSnapshot; readonly content: readonly number[] }[] = [];
        for (const step of steps) {
          const at = "which" in step ? step.which % Math.max(1, taken.length) : 0;
          const chosen = taken[at];
          if (step.do === "write") bytes[step.page * 4096] = step.value;
          else if (step.do === "take") taken.push({ snapshot: kernel.snapshot(), content: content() });
          else if (chosen !== undefined && step.do === "restore") {
            kernel.restore(chosen.snapshot);
            expect(content()).toEqual(chosen.content);
          } else if (chosen !== undefined) {
            taken.splice(at, 1);
            chosen.snapshot.release();
          }
        }
        for (const { snapshot } of taken) snapshot.release();
      }),
      { numRuns: 200 },
    );
  });

  it("hold the clock, and calls that were blocked", () => {
    const kernel = boot();
    const device = upDevice(kernel, "192.0.2.1");
    const fd = udpSocket(kernel, kernel.mainTask, 7);
    const sleeper = kernel.createTask("sleeper");
    sleep(kernel, sleeper, 5e6);
    expect(kernel.syscall(kernel.mainTask, NR.read, fd, kernel.user.address + 4096, 100)).toBeUndefined();
    const start = kernel.now();
    const snapshot = kernel.snapshot();
    const run = (): unknown[] => {
      kernel.runUntil(start + 1e6, "never");
      kernel.receive(device, udpFrame("192.0.2.2", "192.0.2.1", 7, "hello"));
      kernel.receive(device, udpFrame("192.0.2.2", "192.0.2.1", 9, "nobody listens"));
      kernel.runUntil(start + 1e9, "never");
      return [...kernel.drain().filter((e) => !isIpv6(e)), kernel.user.bytes.slice(4096, 4102)];
    };
    const first = run();
    expect(
      first.filter((event) => event !== null && typeof event === "object" && "type" in event),
    ).toMatchObject([
      { type: "complete", task: kernel.mainTask, ret: 5, time: start + 1e6 },
      { type: "frame", device },
      { type: "complete", task: sleeper, ret: 0, time: start + 5e6 },
    ]);
    for (let i = 0; i < 50; i++) {
      kernel.restore(snapshot);
      expect(kernel.now()).toBe(start);
      expect(kernel.pending(sleeper)).toBe(true);
      expect(run()).toEqual(first);
    }
  });

  it("drop the events of the time that is undone", () => {
    const kernel = boot();
    const snapshot = kernel.snapshot();
    sleep(kernel, kernel.mainTask, 1e6);
    kernel.runUntil(kernel.now() + 1e6, "never");
    kernel.restore(snapshot);
    expect(kernel.drain()).toEqual([]);
  });

  it("belong to one instance, and end when they are released", () => {
    const kernel = boot();
    const other = boot();
    const snapshot = kernel.snapshot();
    expect(codeOf(() => other.restore(snapshot))).toBe("KTEST_FOREIGN_SNAPSHOT");
    snapshot.release();
    snapshot.release();
    expect(codeOf(() => kernel.restore(snapshot))).toBe("KTEST_CLOSED");
  });

  it("may outlive their instance", () => {
    const kernel = boot();
    const snapshot = kernel.snapshot();
    kernel.close();
    snapshot.release();
    expect(codeOf(() => kernel.restore(snapshot))).toBe("KTEST_CLOSED");
  });

  it("keep the dirty set small when a large one is left alone", () => {
    const kernel = boot({ userBytes: 4 << 20 });
    const snapshot = kernel.snapshot();
    for (let page = 0; page < 500; page++) kernel.user.bytes[page * 4096] = 1;
    expect(kernel.dirtyPages()).toBeGreaterThanOrEqual(500);
    for (let i = 0; i < 100; i++) {
      kernel.restore(snapshot);
      ok(kernel, kernel.mainTask, NR.getpid);
    }
    expect(kernel.dirtyPages()).toBeLessThan(100);
    expect(kernel.user.bytes.every((byte) => byte === 0)).toBe(true);
    expect(drained(kernel, "died")).toEqual([]);
  });
});
