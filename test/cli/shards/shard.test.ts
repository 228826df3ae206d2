// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../../src/cli/plan.js";
import { partOf } from "../../../src/cli/shards/shard.js";
import { VARIANTS } from "../../../src/runner/index.js";

/** A plan whose scripts have these numbers of variants. */
function planOf(variants: readonly number[]): Plan {
  const tests = variants.flatMap((count, script) =>
    VARIANTS.slice(0, count).map(({ name: variant }) => ({ script: `${script}.pkt`, variant })),
  );
  return { tests, problems: [{ path: "x", message: "no such file" }], scripts: variants.length };
}

const PLANS = fc.array(fc.integer({ min: 1, max: VARIANTS.length }), { maxLength: 60 }).map(planOf);

describe("partOf", () => {
  it("gives pieces that are the plan again one after the other, and about as long", () => {
    fc.assert(
      fc.property(PLANS, fc.integer({ min: 1, max: 12 }), (plan, count) => {
        const parts = Array.from({ length: count }, (_, at) => partOf(plan, { index: at + 1, count }));
        expect(parts.flatMap(({ tests }) => tests)).toEqual(plan.tests);
        expect(parts.flatMap(({ problems }) => problems)).toEqual(plan.problems);
        expect(parts.reduce((sum, { scripts }) => sum + scripts, 0)).toBe(plan.scripts);
        for (const { tests } of parts)
          expect(Math.abs(tests.length - plan.tests.length / count)).toBeLessThanOrEqual(VARIANTS.length);
      }),
    );
  });

  it("keeps the variants of a script together", () => {
    fc.assert(
      fc.property(PLANS, fc.integer({ min: 1, max: 12 }), (plan, count) => {
        const seen = new Set<string>();
        for (let index = 1; index <= count; index++) {
          const scripts = new Set(partOf(plan, { index, count }).tests.map(({ script }) => script));
          for (const script of scripts) expect(seen).not.toContain(script);
          for (const script of scripts) seen.add(script);
        }
      }),
    );
  });
});
