// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchPayload } from "../../../src/inject/match/payload.js";

describe("matchPayload", () => {
  // Beyond 65,536 bytes too, as segments are before they are cut.
  const lengths = fc.oneof(fc.nat(300), fc.constantFrom(0xffff, 0x10000, 0x10001));

  it("has nothing to say of zeros", () => {
    fc.assert(
      fc.property(lengths, (length) => {
        expect(matchPayload(length, new Uint8Array(length), undefined)).toEqual([]);
      }),
    );
  });

  it("names the first byte that is none, wherever it is", () => {
    const places = lengths
      .filter((length) => length > 0)
      .chain((length) =>
        fc.record({
          length: fc.constant(length),
          at: fc.nat(length - 1),
          value: fc.integer({ min: 1, max: 255 }),
        }),
      );
    fc.assert(
      fc.property(places, ({ length, at, value }) => {
        const bytes = new Uint8Array(length).fill(1, at);
        bytes[at] = value;
        const actual = `0x${value.toString(16)}`;
        expect(matchPayload(length, bytes, undefined)).toEqual([
          { field: `payload byte ${at}`, expected: "0x0", actual },
        ]);
      }),
    );
  });
});
