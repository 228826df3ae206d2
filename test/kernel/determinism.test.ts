// SPDX-License-Identifier: GPL-2.0
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { addonPath } from "../../src/kernel/addon.js";
import { findLibrary } from "../../src/kernel/index.js";

const child = fileURLToPath(new URL("frames-child.mjs", import.meta.url));

function frames(seed: number, slot: number): string[] {
  const args = [child, String(seed), String(slot), addonPath(), findLibrary()];
  return execFileSync(process.execPath, args, { encoding: "utf8" }).trim().split("\n");
}

describe("processes with the same seed", () => {
  it("see the same frames at the same times, wherever the instance lives", () => {
    const first = frames(42, 0);
    expect(first.length).toBeGreaterThanOrEqual(6); // a SYN and its retransmissions
    expect(frames(42, 0)).toEqual(first);
    expect(frames(42, 5)).toEqual(first);
  });

  it("and with another seed, other ones at the same times", () => {
    const [one, two] = [frames(1, 0), frames(2, 0)];
    expect(one).not.toEqual(two);
    const times = (lines: string[]): (string | undefined)[] => lines.map((line) => line.split(" ")[0]);
    expect(times(one)).toEqual(times(two));
  });
});
