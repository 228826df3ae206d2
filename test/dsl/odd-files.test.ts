// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { load, parse, printScript } from "../../src/dsl/index.js";
import { SAMPLE } from "./support/samples.js";
import { unsound } from "./support/sound.js";
import { withoutSpans } from "./support/spans.js";

const places = (text: string | Uint8Array): string[] =>
  load(text, "odd.pkt").diagnostics.map(
    ({ severity, code, span }) => `${span.line}:${span.column} ${severity} ${code}`,
  );

const CLOSE = "0 close(3) = 0";

describe("files as other programs leave them", () => {
  test.each([
    ["no line end at the end", CLOSE],
    ["lines that end with CR and LF", `// a\r\n${CLOSE}\r\n+0 close(4) = 0\r\n`],
    ["a byte order mark", `\ufeff${CLOSE}\n`],
    ["a byte order mark, as bytes", Buffer.from(`\ufeff${CLOSE}\n`)],
    ["characters that are not ASCII, in comments and strings", `// größer 🎉\n0 write(3, "ü", 2) = 2\n`],
    ["tabs and form feeds at line ends", `${CLOSE}\t\t\n\n\t\n`],
  ])("%s is no mistake", (_what, text) => {
    expect(places(text)).toEqual([]);
    expect(unsound(text)).toBeUndefined();
  });

  test("CR and LF or LF alone make no difference to the tree", () => {
    const unix = parse(SAMPLE.replace(/\/\* a\n {3}comment/, "/* a comment"), "odd.pkt");
    const dos = parse(unix.source.text.replaceAll("\n", "\r\n"), "odd.pkt");
    expect(dos.diagnostics).toEqual([]);
    const lines = (tree: unknown): unknown =>
      JSON.parse(JSON.stringify(withoutSpans(tree)).replaceAll("\\r\\n", "\\n"));
    expect(lines(dos.script)).toEqual(lines(unix.script));
  });

  test.each([
    ["a NUL byte between events", `${CLOSE}\n\0\n`, ["2:1 error parse/nul", "2:1 error parse/syntax"]],
    ["a NUL byte in a comment", `// \0\n${CLOSE}\n`, ["1:4 warning parse/nul"]],
    ["many NUL bytes in a string", `0 write(3, "${"\0".repeat(1000)}", 5) = 5\n`, ["1:13 error parse/nul"]],
    [
      "damaged UTF-8 in a string",
      Buffer.from([...Buffer.from('0 f("'), 0xff, 0xc0, ...Buffer.from('") = 0\n')]),
      ["1:6 error parse/utf8"],
    ],
    [
      "half a character",
      Buffer.from([...Buffer.from("// "), 0xf0, 0x9f]),
      ["1:1 warning check/empty", "1:4 warning parse/utf8"],
    ],
    ["nothing", "", ["1:1 warning check/empty"]],
    ["nothing but a byte order mark", "\ufeff", ["1:1 warning check/empty"]],
  ])("%s is reported once, where it is", (_what, text, found) => {
    expect(places(text).sort()).toEqual(found);
    expect(unsound(text)).toBeUndefined();
  });

  test("lines that end with CR alone are one line, and nothing worse", () => {
    expect(unsound(`// a\r${CLOSE}\r`)).toBeUndefined();
    expect(places(`${CLOSE}\r+0 close(4) = 0\r`)).toEqual([]);
  });
});

describe("one mistake, however large the rest", () => {
  const LONG = 1_000_000;

  test.each([
    ["a line of words", `${"word ".repeat(LONG / 5)}\n${CLOSE}\n`],
    ["a word", `${"w".repeat(LONG)}\n${CLOSE}\n`],
    ["a line of quotes", `0 f(${'"" '.repeat(LONG / 3)}\n${CLOSE}\n`],
    ["a line of minus signs", `${"-".repeat(LONG)}\n${CLOSE}\n`],
    ["a line of digits and dots", `${"1.".repeat(LONG / 2)}\n${CLOSE}\n`],
    ["a line of back quotes", `${"`".repeat(LONG)}\n${CLOSE}\n`],
    ["a line of slashes and stars", `${"/*/".repeat(LONG / 3)}\n${CLOSE}\n`],
    ["a million line ends, then a mistake", `${"\n".repeat(LONG)}x\n`],
  ])("%s", (_what, text) => {
    const { diagnostics } = load(text, "odd.pkt");
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.length).toBeLessThan(300);
    for (const { message } of diagnostics) expect(message.length).toBeLessThan(1000);
  });

  test("a file of mistakes shows the first ones and says that there are more", () => {
    const { diagnostics } = load("+0 close(\n".repeat(50_000), "odd.pkt");
    expect(diagnostics).toHaveLength(201);
    expect(diagnostics.at(-1)?.code).toBe("parse/too-many");
  });

  test("nor are findings of the checks without end", () => {
    const { diagnostics } = load("+0 < . 1:1(0) ack 1\n".repeat(50_000), "odd.pkt");
    expect(diagnostics.length).toBeLessThan(1000);
    expect(diagnostics.at(-1)?.code).toBe("check/too-many");
    expect(load(`0 f("${"\\q".repeat(LONG)}") = 0\n`, "odd.pkt").diagnostics.length).toBeLessThan(1000);
  });

  test("a file that is too large for a script is not read at all", () => {
    const bytes = Buffer.alloc(8 * 2 ** 20 + 1, "+0 close(3) = 0\n");
    for (const text of [bytes, bytes.toString()]) {
      const { script, diagnostics } = load(text, "odd.pkt");
      expect(script.events).toEqual([]);
      expect(diagnostics.map(({ code }) => code)).toEqual(["parse/too-large"]);
    }
    expect(places(bytes.subarray(0, 2 ** 19))).toEqual([]);
  });

  test("nor names without a value", () => {
    expect(load("+0 < . A:B(C) win W\n".repeat(50_000), "odd.pkt").diagnostics.length).toBeLessThan(1000);
  });

  test("what is printed of an enormous script is read again", () => {
    const { script } = parse(`${"+0 f([{a=1, b=[2]}]) = 0 // c\n".repeat(20_000)}`, "odd.pkt");
    expect(parse(printScript(script), "odd.pkt").diagnostics).toEqual([]);
  });
});
