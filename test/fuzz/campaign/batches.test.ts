// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { expect, test } from "vitest";
import { Batches } from "../../../src/fuzz/campaign/batches.js";
import type { Program } from "../../../src/fuzz/program/program.js";

const BATCH = 32;

function program(isIpv6: boolean, schedule: number): Program {
  return { protocol: "tcp", isIpv6, schedule, records: [] };
}

test("every program comes once, and in a batch the version changes once", () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: BATCH, maxLength: 4 * BATCH }),
      fc.nat(3),
      (versions, many) => {
        let made = 0;
        const batches = new Batches(() => program(versions[made % versions.length] ?? false, ++made));
        const count = BATCH * (many + 1);
        const taken = Array.from({ length: count }, () => batches.next());
        expect(made).toBe(count);
        expect(taken.map(({ schedule }) => schedule).sort((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, at) => at + 1),
        );
        const changes = taken.filter(({ isIpv6 }, at) => at > 0 && isIpv6 !== taken[at - 1]?.isIpv6).length;
        expect(changes).toBeLessThanOrEqual(many + 1);
      },
    ),
  );
});

test("programs of one version keep their order", () => {
  let made = 0;
  const batches = new Batches(() => program(made % 3 === 0, ++made));
  const taken = Array.from({ length: BATCH }, () => batches.next());
  for (const version of [false, true]) {
    const order = taken.filter(({ isIpv6 }) => isIpv6 === version).map(({ schedule }) => schedule);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  }
});
