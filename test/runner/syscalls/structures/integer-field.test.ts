// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readInteger, writeInteger } from "../../../../src/runner/syscalls/structures/integer-field.js";

const refuse = (what: string): never => {
  throw new RangeError(what);
};

/** A field of up to 8 bytes, or a bit field, somewhere in 32 bytes. */
const field = fc.oneof(
  fc.record({ offset: fc.nat(24), size: fc.constantFrom(1, 2, 4, 8) }),
  fc.record({
    offset: fc.nat(24),
    size: fc.constant(1),
    shift: fc.nat(7),
    width: fc.integer({ min: 1, max: 30 }),
  }),
);

describe("integer fields", () => {
  it("reads what was written, and leaves all other bits alone", () => {
    fc.assert(
      fc.property(field, fc.bigInt(-(1n << 64n), 1n << 64n), (place, value) => {
        const width = "width" in place ? place.width : 8 * place.size;
        const bytes = new Uint8Array(40);
        const fits = BigInt.asUintN(width, value) === value || BigInt.asIntN(width, value) === value;
        if (!fits) {
          expect(() => writeInteger(bytes, place, value, refuse)).toThrow(`does not fit into ${width} bits`);
          return;
        }
        writeInteger(bytes, place, value, refuse);
        expect(readInteger(bytes, place)).toBe(BigInt.asUintN(width, value));
        const all = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
        const shift = "shift" in place ? place.shift : 0;
        expect(all).toBe(BigInt.asUintN(width, value) << BigInt(8 * place.offset + shift));
      }),
    );
  });
});
