// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choices } from "../../../src/fuzz/campaign/random.js";
import { COMMANDS } from "../../../src/fuzz/commands/index.js";
import { mutate } from "../../../src/fuzz/generate/mutate.js";
import { generateProgram, ProgramArbitrary } from "../../../src/fuzz/generate/program.js";
import { OP, PROTOCOLS } from "../../../src/fuzz/program/operations.js";
import { decodeProgram, encodeProgram } from "../../../src/fuzz/program/program.js";

describe("generated programs", () => {
  it("are of the protocols that have commands", () => {
    expect(Object.keys(COMMANDS).sort()).toEqual([...PROTOCOLS].sort());
  });

  it.each(PROTOCOLS)("let allocations fail only if the kernel can: %s", (protocol) => {
    const failing = (canFail: boolean): number => {
      const choice = choices(1);
      const made = Array.from({ length: 300 }, () => generateProgram(choice, { protocol, canFail }));
      const changed = made.map((program) => mutate(choice, program, program, { protocol, canFail }));
      return [...made, ...changed].filter(({ records }) => records.some(({ op }) => op === OP.failNth))
        .length;
    };
    expect(failing(false)).toBe(0);
    expect(failing(true)).toBeGreaterThan(10);
  });

  it.each(PROTOCOLS)("are shown as lines of a script, one a record: %s", (protocol) => {
    fc.assert(
      fc.property(new ProgramArbitrary({ protocol }), (program) => {
        const [head = "", ...lines] = fc.stringify(program).split("\n");
        expect(head).toMatch(new RegExp(`^// ${protocol} over IPv[46]`));
        expect(lines).toHaveLength(program.records.length);
        for (const [at, { op }] of program.records.entries())
          if (op === OP.socket) expect(lines[at]).toMatch(/ socket\(\.\.\., SOCK_\w+.*\) = unit\d/);
        expect(lines.join("\n")).not.toMatch(/undefined|NaN|operation/);
      }),
    );
  });

  it.each(PROTOCOLS)(
    "have numbers that records have room for, also after they were changed: %s",
    (protocol) => {
      const programs = new ProgramArbitrary({ protocol });
      fc.assert(
        fc.property(programs, programs, fc.nat(), (program, other, seed) => {
          expect(decodeProgram(encodeProgram(program))).toEqual(program);
          const changed = mutate(choices(seed), program, other, { protocol });
          expect(decodeProgram(encodeProgram(changed))).toEqual(changed);
        }),
      );
    },
  );
});
