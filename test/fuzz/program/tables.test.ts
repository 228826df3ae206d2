// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OP } from "../../../src/fuzz/program/operations.js";
import { decodeProgram } from "../../../src/fuzz/program/program.js";
import { OPTIONS, optionOf, SYSCTLS, sysctlOf, withinTables } from "../../../src/fuzz/program/tables.js";

const anyProgram = fc.uint8Array({ maxLength: 240 }).map(decodeProgram);

describe("numbers of options and sysctls", () => {
  it("stand for the same when they are brought within the tables, and are left alone then", () => {
    fc.assert(
      fc.property(anyProgram, fc.constantFrom(OP.setOption, OP.getOption, OP.sysctl), (program, op) => {
        const records = program.records.map((record) => ({ ...record, op }));
        const nameOf = (place: number): unknown => (op === OP.sysctl ? sysctlOf(place) : optionOf(place));
        const within = withinTables({ ...program, records });
        for (const [index, { a, ...rest }] of within.records.entries()) {
          const before = records[index];
          expect({ ...before, ...rest }).toEqual(before);
          expect(nameOf(a)).toBe(nameOf(before?.a ?? 0));
          expect(a).toBeLessThan(op === OP.sysctl ? SYSCTLS.length : OPTIONS.length);
        }
        expect(withinTables(within)).toBe(within);
      }),
    );
  });
});
