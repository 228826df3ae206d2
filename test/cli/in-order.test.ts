// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InOrder } from "../../src/cli/in-order.js";
import type { TestReport } from "../../src/runner/index.js";

const report = (number: number): TestReport => ({
  script: `${number}.pkt`,
  variant: "ipv4",
  verdict: "pass",
  problems: [],
  warnings: [],
  kernelLog: [],
  lastEvents: [],
  virtualNs: 0,
  wallUs: 0,
});

describe("InOrder", () => {
  it("passes reports on in the order of the plan, each as early as that allows", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(), (count, seed) => {
        const plan = Array.from({ length: count }, (_, index) => report(index));
        const shuffled = [...plan].sort((a, b) => hash(a.script, seed) - hash(b.script, seed));
        const emitted: string[] = [];
        const ordered = new InOrder(plan, ({ script }) => emitted.push(script));
        const added = new Set<string>();
        for (const done of shuffled) {
          ordered.add(done);
          added.add(done.script);
          const gap = plan.findIndex(({ script }) => !added.has(script));
          expect(emitted).toEqual(plan.slice(0, gap < 0 ? count : gap).map(({ script }) => script));
        }
      }),
    );
  });

  it("passes on what there is when the rest will never come", () => {
    const emitted: string[] = [];
    const ordered = new InOrder([report(0), report(1), report(2)], ({ script }) => emitted.push(script));
    ordered.add(report(2));
    ordered.add(report(1));
    expect(ordered.flush()).toEqual([report(0)]);
    expect(emitted).toEqual(["1.pkt", "2.pkt"]);
  });
});

function hash(text: string, seed: number): number {
  return [...text].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) | 0, seed);
}
