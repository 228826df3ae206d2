// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProgramArbitrary } from "../../../src/fuzz/generate/program.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import type { Program } from "../../../src/fuzz/program/program.js";
import { minimise } from "../../../src/fuzz/shrink/minimise.js";

const NO_LIMIT_MS = 60_000;

describe("minimise", () => {
  it("keeps what makes a program fail, and nothing else", () => {
    const sends = ({ records }: Program): boolean => records.some(({ op, a }) => op === OP.send && a >= 100);
    fc.assert(
      fc.property(new ProgramArbitrary({ protocol: "tcp", maxCommands: 60 }).filter(sends), (original) => {
        const { program } = minimise(original, sends, NO_LIMIT_MS);
        expect(program.records).toHaveLength(1);
        expect(program.records[0]).toMatchObject({ op: OP.send, flags: 0, b: 0, unit: 0 });
        // Halves, and then single steps near the end, lead to less than twice the least.
        expect(program.records[0]?.a).toBeLessThan(200);
        expect(program).toMatchObject({ isIpv6: false, schedule: 0 });
      }),
      { numRuns: 30 },
    );
  });

  it("leaves alone what cannot be simpler", () => {
    const program: Program = { protocol: "tcp", isIpv6: false, schedule: 0, records: [] };
    expect(minimise(program, () => true, NO_LIMIT_MS)).toEqual({ program, tried: 0 });
  });
});
