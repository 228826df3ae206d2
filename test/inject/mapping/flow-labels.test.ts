// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { FlowLabelMapping } from "../../../src/inject/mapping/flow-labels.js";

describe("FlowLabelMapping", () => {
  it("takes any label the first time, and any at all where the script has 0", () => {
    const mapping = new FlowLabelMapping();
    expect(mapping.check(0, 0xabcde)).toBeUndefined();
    expect(mapping.check(1, 0xabcde)).toBeUndefined();
    expect(mapping.toScript(0xabcde)).toBe(1);
    expect(mapping.toScript(0x12345)).toBe(0x12345);
  });

  it("wants a label where the script has one", () => {
    expect(new FlowLabelMapping().check(1, 0)).toEqual({ expected: "a flow label", actual: "none" });
  });

  it("wants the same label again for the same name", () => {
    const mapping = new FlowLabelMapping();
    mapping.check(1, 0xabcde);
    expect(mapping.check(1, 0xabcde)).toBeUndefined();
    expect(mapping.check(1, 0xabcdf)).toEqual({ expected: "0xabcde, as before", actual: "0xabcdf" });
  });

  it("wants another label for another name", () => {
    const mapping = new FlowLabelMapping();
    mapping.check(1, 0xabcde);
    expect(mapping.check(2, 0xabcde)).toEqual({
      expected: "another flow label than before",
      actual: "0xabcde again",
    });
    expect(mapping.check(2, 0x11111)).toBeUndefined();
    expect(mapping.check(2, 0x11111)).toBeUndefined();
    expect(mapping.check(2, 0xabcde)).toEqual({ expected: "0x11111, as before", actual: "0xabcde" });
  });
});
