// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { expect, test } from "vitest";
import { format } from "../../../src/dsl/format.js";
import { hasErrors, parse } from "../../../src/dsl/index.js";
import { checkScript } from "../../../src/runner/check/check-script.js";
import { SAMPLE, TOKENS } from "../../dsl/support/samples.js";
import { testConstants } from "../helpers/constants.js";

const CONSTANTS = testConstants();
const MORE_TOKENS = [
  ...TOKENS,
  "99999999999",
  "-1",
  "fd=",
  "NULL",
  "AF_INET",
  "[",
  "{",
  "...",
  "\n#ifdef X\n",
];

const damage = fc.record({
  at: fc.nat(SAMPLE.length),
  removed: fc.nat(12),
  inserted: fc.constantFrom("", ...MORE_TOKENS),
});

test("damaged scripts are checked and formatted, or refused, with problems that have a place", () => {
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      const text = damages.reduce(
        (before, { at, removed, inserted }) => before.slice(0, at) + inserted + before.slice(at + removed),
        SAMPLE,
      );
      const options = { syntaxOnly: false, constants: CONSTANTS, defines: [] };
      for (const { span, message } of checkScript(text, "test.pkt", options).diagnostics) {
        expect(span.end).toBeLessThanOrEqual(text.length);
        expect(span.line).toBeGreaterThan(0);
        expect(message).not.toMatch(/undefined|NaN|\[object/);
      }
      const parsed = parse(text, "test.pkt");
      if (hasErrors(parsed.diagnostics)) return;
      const once = format(parsed);
      expect(format(parse(once, "test.pkt"))).toBe(once);
    }),
    { numRuns: 300 },
  );
});
