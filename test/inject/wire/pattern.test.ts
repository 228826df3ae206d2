// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstStrange, pattern, patternStart } from "../../../src/inject/wire/pattern.js";

const PERIOD = 65_521;
const positions = fc.nat(10 * PERIOD);
const lengths = fc.oneof(fc.nat(2000), fc.integer({ min: PERIOD - 2, max: 2 * PERIOD }));

describe("pattern", () => {
  it("is one stream, whoever asks for which part", () => {
    fc.assert(
      fc.property(positions, lengths, fc.nat(), (position, length, cut) => {
        const whole = pattern(position, length);
        const at = cut % (length + 1);
        expect(whole.length).toBe(length);
        expect(Buffer.compare(whole.subarray(at), pattern(position + at, length - at))).toBe(0);
      }),
    );
  });

  it("tells where its bytes are from", () => {
    fc.assert(
      fc.property(positions, fc.integer({ min: 8, max: 2 * PERIOD }), (position, length) => {
        expect(patternStart(pattern(position, length))).toBe(position % PERIOD);
      }),
    );
  });

  it("knows what is not its own", () => {
    fc.assert(
      fc.property(positions, fc.integer({ min: 8, max: PERIOD }), fc.nat(), (position, length, place) => {
        const bytes = pattern(position, length).slice();
        const at = place % length;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        expect(patternStart(bytes)).toBe(undefined);
        expect(firstStrange(bytes, 0, length, position)).toBe(at);
      }),
    );
  });
});
