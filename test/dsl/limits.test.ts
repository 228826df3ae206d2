// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { load, printScript } from "../../src/dsl/index.js";

const MANY = 100_000;

function codes(text: string): string[] {
  const { diagnostics } = load(text, "test.pkt");
  return [...new Set(diagnostics.map(({ code }) => code))];
}

describe("enormous scripts end with a result, not with a full stack", () => {
  test.each([
    ["brackets", `0 f(${"[".repeat(MANY)}${"]".repeat(MANY)}) = 0\n`, "parse/nesting"],
    ["braces", `0 f(${"{a=".repeat(MANY)}1${"}".repeat(MANY)}) = 0\n`, "parse/nesting"],
    ["calls", `0 f(${"g(".repeat(MANY)}1${")".repeat(MANY)}) = 0\n`, "parse/nesting"],
    ["brackets in a result", `0 f() = ${"(".repeat(MANY)}1${")".repeat(MANY)}\n`, "parse/nesting"],
    ["operators", `0 f(1${"|1".repeat(MANY)}) = 0\n`, "parse/syntax"],
    ["operators in a result", `0 f() = 1${"|1".repeat(MANY)}\n`, "parse/syntax"],
    ["signs", `0 f(${"~".repeat(MANY)}1) = 0\n`, "parse/syntax"],
    ["assignments", `0 f(${"a=".repeat(MANY)}1) = 0\n`, "parse/syntax"],
    ["fields of the IP header", `0 > [${"ttl 1,".repeat(MANY)}ttl 1] . 1:1(0)\n`, "parse/syntax"],
    ["digits", `0 f(${"9".repeat(MANY)}) = 0\n`, "parse/syntax"],
    ["open comments", "/* ".repeat(MANY), "parse/unterminated"],
    ["open code", "0 %{\n".repeat(MANY), "parse/unterminated"],
    ["open strings", `0 f("\n${'\\"\n'.repeat(MANY)}`, "parse/unterminated"],
    ["lines of plus signs", "+\n".repeat(MANY), "parse/syntax"],
    ["mistakes", "+0 f(\n".repeat(MANY), "parse/too-many"],
  ])("%s", (_what, text, code) => {
    expect(codes(text)).toContain(code);
  });

  test.each([
    ["a long line of spaces", `0${" ".repeat(1_000_000)}close(3) = 0\n`],
    ["a long comment", `0 close(3) = 0 // ${"x".repeat(1_000_000)}\n`],
    ["a long string", `0 write(3, "${"x\\n".repeat(300_000)}", 5) = 5\n`],
    ["a long array", `0 f([${"1,".repeat(MANY)}1]) = 0\n`],
    ["a long command", `0 \`${"echo;\n".repeat(MANY)}\`\n`],
    ["many events on one line", `${"+0 f() = 0 ".repeat(20_000)}\n`],
    ["many comments", `${"// comment\n".repeat(MANY)}0 close(3) = 0\n`],
    ["many events", "+0 < . 1:1(0) ack 1 win 257\n".repeat(20_000)],
  ])("%s has no mistake", (_what, text) => {
    expect(codes(text)).toEqual([]);
  });

  test("a mistake after many events on one line", () => {
    const { script, diagnostics } = load(`${"+0 f() = 0 ".repeat(50_000)}\n+0 f(\n`, "test.pkt");
    expect(script.events).toHaveLength(50_000);
    expect(diagnostics.map(({ code }) => code)).toEqual(["parse/syntax"]);
  });

  test("the deepest nesting that is allowed can be printed again", () => {
    const text = `    0 f(${"[".repeat(63)}1${"]".repeat(63)}) = 0\n`;
    const { script, diagnostics } = load(text, "test.pkt");
    expect(diagnostics).toEqual([]);
    expect(printScript(script)).toBe(text);
  });
});
