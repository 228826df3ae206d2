// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import peggy from "peggy";
import { describe, expect, test } from "vitest";
import { NO_SPAN } from "../../src/dsl/ast.js";
import { type ParserOptions, parse } from "../../src/dsl/parser.js";
import { fastWhenSilent } from "../../tools/parser/index.mjs";
import { mutate } from "../dsl/support/mutate.js";
import { makeRandom } from "../dsl/support/random.js";
import { SAMPLE } from "../dsl/support/samples.js";

const LIMITED = { maxDepth: 4, depthIdentifier: fc.createDepthIdentifier() };

const MOST_CHARACTERS = 200;

const RANGE = "|1..2|";

/** An expression of a grammar over the letters a, b and c. */
const { expression } = fc.letrec<{ expression: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    LIMITED,
    fc.constantFrom('"a"', '"b"', '"ab"', '"cb"', "[ab]", "[^a]", "[b-c]", ".", "Letters", "Space"),
    tie("expression").map((inner) => `(${inner})`),
  ),
  expression: fc.oneof(
    LIMITED,
    tie("atom"),
    fc
      .tuple(fc.constantFrom("$", "!", "&", "$!"), tie("atom"))
      .map(([prefix, atom]) => `${prefix}${atom}`.replace("$!", "!")),
    fc.tuple(tie("atom"), fc.constantFrom("*", "+", "?", RANGE)).map(([atom, suffix]) => `${atom}${suffix}`),
    fc.array(tie("atom"), { minLength: 2, maxLength: 4 }).map((atoms) => atoms.join(" ")),
    fc.array(tie("atom"), { minLength: 2, maxLength: 4 }).map((atoms) => atoms.join(" / ")),
    fc
      .tuple(tie("atom"), tie("atom"), tie("atom"))
      .map(([a, b, c]) => `(${a} x:$${b} ${c} { return { x, text: text() }; })`),
    fc.tuple(tie("atom"), tie("atom")).map(([a, b]) => `(${a} @${b})`),
  ),
}));

type Parse = (text: string, options?: object) => unknown;

/**
 * Whether a parser of these rules may never end. peggy refuses `Space*`, because Space may be empty, but
 * does not look inside of a range: the parser of `(Space*)|1..2|` takes nothing until the memory is full.
 */
function isEndless(rules: readonly string[]): boolean {
  if (!rules.some((rule) => rule.includes(RANGE))) return false;
  return (
    generate(
      rules.map((rule) => rule.replaceAll(RANGE, "")),
      [],
    ) === undefined
  );
}

/** The parser of the start rule's alternatives; undefined if peggy does not take them. */
function generate(rules: readonly string[], plugins: readonly peggy.Plugin[]): Parse | undefined {
  const grammar = `Start "the start" = ${rules.join("\n / ")}\nLetters = [a-c]+\nSpace "space" = " "*\n`;
  try {
    return peggy.generate(grammar, { plugins: [...plugins] }).parse;
  } catch (error) {
    if (error instanceof peggy.GrammarError) return undefined;
    throw error;
  }
}

function outcome(parse: Parse, text: string, options: object = {}): unknown {
  try {
    return { value: parse(text, options) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : error };
  }
}

describe("parsers with a fast way", () => {
  test("of any grammar find the same as peggy's, and say the same about mistakes", () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.array(expression, { minLength: 1, maxLength: 4 }),
        fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c", " ", "é"), maxLength: 8 }), {
          minLength: 5,
        }),
        (rules, texts) => {
          // peggy takes twenty times as long for each level of choices in choices
          fc.pre(rules.join("").length <= MOST_CHARACTERS);
          const plain = generate(rules, []);
          const fast = generate(rules, [fastWhenSilent]);
          expect(fast === undefined).toBe(plain === undefined);
          if (!plain || !fast) return;
          fc.pre(!isEndless(rules));
          compared++;
          for (const text of texts) {
            const expected = outcome(plain, text, {});
            expect(outcome(fast, text, {})).toEqual(expected);
            const found = outcome(fast, text, { peg$silentFails: 1 });
            if (!isValue(found) || !isValue(expected))
              expect([isValue(found), isValue(expected)]).toEqual([false, false]);
            else expect(found).toEqual(expected);
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  test("of scripts make the same of a script as the explaining way", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = makeRandom(seed);
      const text = mutate(Buffer.from(SAMPLE), "token", [], random).toString();
      const options: ParserOptions = {
        locate: (start, end) => ({ ...NO_SPAN, start, end }),
        symbol: (span, name) => ({ type: "symbol", span, name }),
        warn: () => {},
      };
      const way = (more: object): unknown => outcome((whole) => parse(whole, { ...options, ...more }), text);
      const explained = way({});
      const found = way({ peg$silentFails: 1 });
      expect(isValue(found)).toBe(isValue(explained));
      if (isValue(found)) expect(found).toEqual(explained);
    }
  });
});

function isValue(result: unknown): boolean {
  return typeof result === "object" && result !== null && "value" in result;
}
