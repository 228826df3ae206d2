// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { ComparableTimestamps } from "../../../src/runner/report/comparable.js";

describe("timestamps that the kernel begins at random", () => {
  const told = (...sent: readonly (readonly [number, number])[]): readonly string[] => {
    const timestamps = new ComparableTimestamps();
    return sent.map(([ms, value]) => timestamps.replace(`> S 0:0(0) <TS val ${value} ecr 7>`, ms * 1e6));
  };

  it("are compared by what they advance", () => {
    expect(told([100, 3_516_060_267], [1148, 3_516_061_315])).toEqual([
      "> S 0:0(0) <TS val +0 ecr 7>",
      "> S 0:0(0) <TS val +1048 ecr 7>",
    ]);
    expect(told([100, 3_516_060_267], [1148, 3_516_061_316])[1]).toContain("+1049");
  });

  it("begin anew where the script's numbers do", () => {
    expect(
      told([100, 3_516_060_267], [200, 500], [300, 600]).map((text) => text.slice(12, 22).trim()),
    ).toEqual(["TS val +0", "TS val +0", "TS val +10"]);
  });

  it("need not be there", () => {
    expect(new ComparableTimestamps().replace("> . 1:1(0) ack 1", 0)).toBe("> . 1:1(0) ack 1");
  });
});
