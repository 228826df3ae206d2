// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, printScript, render } from "../../src/dsl/index.js";
import { script } from "./support/arbitrary-script.js";
import { withoutSpans } from "./support/spans.js";

const RUNS = { numRuns: 500 };

describe("printer and parser", () => {
  test("parsing what was printed gives the same tree", () => {
    fc.assert(
      fc.property(script, (tree) => {
        const text = printScript(tree);
        const parsed = parse(text, tree.file);
        const problems = parsed.diagnostics.map((diagnostic) => render(diagnostic, parsed.source));
        expect(problems, text).toEqual([]);
        expect(withoutSpans(parsed.script), text).toEqual(withoutSpans(tree));
      }),
      RUNS,
    );
  });

  test("printing again changes nothing", () => {
    fc.assert(
      fc.property(script, (tree) => {
        const text = printScript(tree);
        expect(printScript(parse(text, tree.file).script)).toBe(text);
      }),
      RUNS,
    );
  });
});
