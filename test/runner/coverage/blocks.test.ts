// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBlocks, takeBlocks } from "../../../src/runner/coverage/blocks.js";

const PLACES = 1024;

describe("the blocks that ran", () => {
  it("are told as they were, and forgotten", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(PLACES - 1)), (places) => {
        const counters = new Uint8Array(PLACES);
        for (const place of places) counters[place] = 1;
        const text = takeBlocks(counters);
        expect([...readBlocks(text)]).toEqual(places.sort((a, b) => a - b));
        expect(counters).toEqual(new Uint8Array(PLACES));
      }),
    );
  });

  it("may lie far apart", () => {
    const counters = new Uint8Array(3_000_000);
    for (const place of [5, 2_999_999]) counters[place] = 1;
    expect([...readBlocks(takeBlocks(counters))]).toEqual([5, 2_999_999]);
  });

  it("are none at first", () => {
    expect(takeBlocks(new Uint8Array(PLACES))).toBe("");
    expect([...readBlocks("")]).toEqual([]);
  });
});
