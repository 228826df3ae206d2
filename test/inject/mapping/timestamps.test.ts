// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimestampMapping } from "../../../src/inject/mapping/timestamps.js";
import { u32 } from "../wire/arbitrary.js";

describe("TimestampMapping", () => {
  it("keeps values as they are before it knows any", () => {
    const mapping = new TimestampMapping();
    expect(mapping.toScript(12345)).toBe(12345);
    expect(mapping.echoToLive(100, false)).toBeUndefined();
    expect(mapping.echoToLive(100, true)).toBeUndefined();
  });

  it("keeps the distance from the first value, across the end of the number space", () => {
    const mapping = new TimestampMapping();
    mapping.learn(100, 0xffff_fff0);
    expect(mapping.toScript(0xffff_fff0)).toBe(100);
    expect(mapping.toScript(0x10)).toBe(132);
  });

  it("echoes exactly what was sent, though the script's clock runs differently", () => {
    const mapping = new TimestampMapping();
    mapping.learn(100, 5000);
    mapping.learn(200, 5013);
    expect(mapping.echoToLive(100, false)).toBe(5000);
    expect(mapping.echoToLive(200, false)).toBe(5013);
    expect(mapping.echoToLive(150, false)).toBeUndefined();
    expect(mapping.echoToScript(5013)).toBe(200);
  });

  it("takes the last value for one that the script uses twice", () => {
    const mapping = new TimestampMapping();
    mapping.learn(100, 5000);
    mapping.learn(100, 5007);
    expect(mapping.echoToLive(100, false)).toBe(5007);
    expect(mapping.toScript(5007)).toBe(107);
  });

  it("reckons echoes from the first value if it may", () => {
    const mapping = new TimestampMapping();
    mapping.learn(100, 5000);
    expect(mapping.echoToLive(150, true)).toBe(5050);
  });

  it("reckons there and back", () => {
    fc.assert(
      fc.property(u32, u32, u32, (script, live, later) => {
        const mapping = new TimestampMapping();
        mapping.learn(script, live);
        expect(mapping.echoToLive(mapping.toScript(later), true)).toBe(later);
      }),
    );
  });
});
