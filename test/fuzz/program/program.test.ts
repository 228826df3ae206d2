// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROTOCOLS } from "../../../src/fuzz/program/operations.js";
import { decodeProgram, encodeProgram, type Program } from "../../../src/fuzz/program/program.js";

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const record = fc.record({
  op: fc.integer({ min: 0, max: 255 }),
  unit: fc.integer({ min: 0, max: 255 }),
  flags: fc.integer({ min: 0, max: 0xffff }),
  a: uint32,
  b: uint32,
  c: uint32,
  d: uint32,
  e: uint32,
});
const program: fc.Arbitrary<Program> = fc.record({
  protocol: fc.constantFrom(...PROTOCOLS),
  isIpv6: fc.boolean(),
  schedule: uint32,
  records: fc.array(record, { maxLength: 20 }),
});

describe("a program", () => {
  it("is the same after it was written and read", () => {
    fc.assert(
      fc.property(program, (value) => {
        expect(decodeProgram(encodeProgram(value))).toEqual(value);
      }),
    );
  });

  it("is made of any bytes, and of its own again", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const value = decodeProgram(bytes);
        expect(value.records).toHaveLength(Math.max(0, Math.floor(bytes.length / 24) - 1));
        expect(decodeProgram(encodeProgram(value))).toEqual(value);
      }),
    );
  });
});
