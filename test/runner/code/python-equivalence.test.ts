// SPDX-License-Identifier: GPL-2.0
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PythonError } from "../../../src/runner/code/errors.js";
import { evaluate } from "../../../src/runner/code/evaluate.js";
import { parseCode } from "../../../src/runner/code/parser.js";
import { toRepr } from "../../../src/runner/code/value.js";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

const JUDGE = `
import json, sys, warnings
warnings.simplefilter("ignore")
def answer(text):
    try:
        return repr(eval(text))
    except Exception as error:
        return type(error).__name__
json.dump([answer(text) for text in json.load(sys.stdin)], sys.stdout)
`;

function judge(texts: readonly string[]): readonly string[] {
  const run = spawnSync("python3", ["-c", JUDGE], { input: JSON.stringify(texts), encoding: "utf8" });
  return JSON.parse(run.stdout) as string[];
}

function ours(text: string): string {
  try {
    const [statement] = parseCode(text);
    if (statement?.type !== "expression") throw new Error(`not an expression: ${text}`);
    return toRepr(
      evaluate(statement.value, { variables: new Map(), constant: () => undefined, print: () => {} }),
    );
  } catch (error) {
    if (error instanceof PythonError) return error.kind;
    throw error;
  }
}

const leaf = fc.oneof(
  fc.integer({ min: -50, max: 50 }).map(String),
  fc.bigInt({ min: 0n, max: 1n << 70n }).map(String),
  fc.constantFrom(
    "0.5",
    "2.25",
    "1e3",
    "True",
    "False",
    "None",
    "'a'",
    "'b%d'",
    "(1, 2)",
    "[1]",
    "''",
    "0x1f",
  ),
);

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    leaf,
    fc
      .tuple(
        tie("expression"),
        fc.constantFrom("+", "-", "*", "/", "//", "%", "&", "|", "^"),
        tie("expression"),
      )
      .map(([a, operator, b]) => `${a} ${operator} ${b}`),
    fc
      .tuple(
        tie("expression"),
        fc.constantFrom("==", "!=", "<", "<=", ">", ">=", "and", "or", "in", "not in"),
        tie("expression"),
      )
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(fc.constantFrom("-", "+", "~", "not "), tie("expression")).map(([sign, a]) => `(${sign}${a})`),
    fc
      .tuple(tie("expression"), tie("expression"), tie("expression"))
      .map(([a, b, c]) => `(${a} if ${b} else ${c})`),
    fc
      .tuple(fc.constantFrom("abs", "int", "len", "str", "bool", "hex", "round"), leaf)
      .map(([f, a]) => `${f}(${a})`),
  ),
}));

/** Repeated strings and sequences may take the judge's memory. */
function isHuge(text: string): boolean {
  return text.includes("*") && /['[]|1, 2|str|hex/.test(text);
}

const conversion = fc
  .tuple(
    fc.subarray(["-", "+", "0", "#", " "]),
    fc.constantFrom("", "3", "12"),
    fc.constantFrom("", ".0", ".3"),
    fc.constantFrom(..."disrxXofeg"),
  )
  .map(([flags, width, precision, letter]) => `%${flags.join("")}${width}${precision}${letter}`);

const formatted = fc
  .tuple(
    conversion,
    fc.oneof(
      fc.integer({ min: -99, max: 99 }).map((n) => String(n * 1000 + 7)),
      fc.constantFrom("1.3", "-0.7"),
    ),
  )
  .map(([format, value]) => `'${format}' % ${value}`);

describe.runIf(hasPython)("the in-process evaluation", () => {
  it.each([
    ["expressions", expression],
    ["% formatting", formatted],
  ] as const)("agrees with python3 on %s", (_, arbitrary) => {
    const texts = fc.sample(arbitrary, 3000).filter((text) => !isHuge(text));
    const expected = judge(texts);
    const differing = texts.filter((text, index) => ours(text) !== expected[index]);
    expect(
      differing.map((text) => `${text}: ${ours(text)}, python3: ${expected[texts.indexOf(text)]}`),
    ).toEqual([]);
  });
});
