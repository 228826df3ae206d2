// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { load, parse, printScript, render } from "../../src/dsl/index.js";
import { script } from "./support/arbitrary-script.js";
import { SAMPLE, TOKENS } from "./support/samples.js";
import { withoutSpans } from "./support/spans.js";

/** A piece of the text is replaced by a token, by another piece, or by nothing. */
interface Edit {
  readonly at: number;
  readonly length: number;
  readonly insert: string | { readonly from: number; readonly length: number };
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(5000),
  length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(200)),
  insert: fc.oneof(
    fc.constantFrom(...TOKENS),
    fc.string({ unit: "binary", maxLength: 5 }),
    fc.record({ from: fc.nat(5000), length: fc.nat(100) }),
  ),
});

function apply(text: string, { at, length, insert }: Edit): string {
  const start = at % (text.length + 1);
  const piece = typeof insert === "string" ? insert : text.slice(insert.from, insert.from + insert.length);
  return text.slice(0, start) + piece + text.slice(start + length);
}

/** Whatever the text, there is a script or a problem, and each problem has its place. */
function expectLocated(text: string | Uint8Array): void {
  const { diagnostics, source } = load(text, "mutant.pkt");
  for (const diagnostic of diagnostics) {
    const { span, file } = diagnostic;
    expect(file).toBe("mutant.pkt");
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(source.text.length);
    expect(span.line).toBe(source.text.slice(0, span.start).split("\n").length);
    expect(render(diagnostic, source)).toContain(`mutant.pkt:${span.line}:${span.column}: `);
  }
}

describe("damaged scripts", () => {
  test("a few edits never do worse than a located problem", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) =>
        expectLocated(edits.reduce(apply, SAMPLE)),
      ),
      { numRuns: 600 },
    );
  });

  test("nor does any prefix", () => {
    for (let length = 0; length < SAMPLE.length; length += 7) expectLocated(SAMPLE.slice(0, length));
  });

  test("nor do random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => expectLocated(bytes)),
      { numRuns: 300 },
    );
  });

  test("what is understood of a damaged script can be printed and parsed", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        const first = parse(edits.reduce(apply, SAMPLE), "mutant.pkt");
        const second = parse(printScript(first.script), "mutant.pkt");
        expect(second.diagnostics.filter(({ code }) => code !== "parse/nul")).toEqual([]);
        expect(printScript(second.script)).toBe(printScript(first.script));
      }),
      { numRuns: 300 },
    );
  });

  test("a mistake at the end leaves all events before it alone", () => {
    fc.assert(
      fc.property(script, (tree) => {
        const { init, cleanup, ...rest } = tree;
        const whole = { ...rest, ...(init && { init }), trailing: [] };
        const text = printScript(whole);
        const { script: found, diagnostics } = parse(`${text}+0 nonsense(\n`, tree.file);
        expect(diagnostics.map(({ code }) => code)).toEqual(["parse/syntax"]);
        expect(withoutSpans(found)).toEqual(withoutSpans(whole));
      }),
      { numRuns: 200 },
    );
  });
});
