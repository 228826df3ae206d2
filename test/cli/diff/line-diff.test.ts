// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeColours } from "../../../src/cli/colours.js";
import { changes } from "../../../src/cli/diff/changes.js";
import { lineDiff } from "../../../src/cli/diff/line-diff.js";

const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 30 });

test("the changes turn the old lines into the new ones", () => {
  fc.assert(
    fc.property(lines, lines, (old, now) => {
      const built: string[] = [];
      let at = 0;
      for (const { oldStart, oldEnd, newStart, newEnd } of changes(old, now)) {
        expect(oldEnd - oldStart + (newEnd - newStart)).toBeGreaterThan(0);
        built.push(...old.slice(at, oldStart), ...now.slice(newStart, newEnd));
        at = oldEnd;
      }
      expect([...built, ...old.slice(at)]).toEqual(now);
    }),
  );
});

test("equal lines are no change", () => {
  fc.assert(
    fc.property(lines, (same) => {
      expect(changes(same, same)).toEqual([]);
    }),
  );
});

describe("the unified format", () => {
  const colours = makeColours(false);
  const text = (...parts: readonly string[]): string => parts.map((line) => `${line}\n`).join("");

  test("no difference", () => {
    expect(lineDiff("f", "a\n", "a\n", colours)).toBe("");
  });

  test("changes far apart are hunks of their own", () => {
    const old = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
    const now = old.map((line) => (line === "2" || line === "11" ? `${line}!` : line));
    expect(lineDiff("f", text(...old), text(...now), colours)).toBe(
      text(
        ...["--- f", "+++ f", "@@ -1,5 +1,5 @@", " 1", "-2", "+2!", " 3", " 4", " 5"],
        ...["@@ -8,5 +8,5 @@", " 8", " 9", " 10", "-11", "+11!", " 12"],
      ),
    );
  });

  test("a last line without an end", () => {
    expect(lineDiff("f", "a", "a\n", colours)).toBe(
      text("--- f", "+++ f", "@@ -1,1 +1,1 @@", "-a (no newline)", "+a"),
    );
  });
});
