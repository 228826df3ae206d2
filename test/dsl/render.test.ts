// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { type Diagnostic, makeSource, NO_SPAN, render } from "../../src/dsl/index.js";

const problem: Diagnostic = {
  severity: "error",
  code: "test/code",
  message: "something is wrong",
  file: "a.pkt",
  span: { start: 2, end: 4, line: 1, column: 3 },
  notes: [],
};

describe("render", () => {
  test("without the text there is only the message", () => {
    expect(render(problem)).toBe("a.pkt:1:3: error: something is wrong [test/code]");
  });

  test("without a place there is only the file", () => {
    const nowhere = { ...problem, span: NO_SPAN };
    expect(render(nowhere, makeSource("0 f() = 0", "a.pkt"))).toBe(
      "a.pkt: error: something is wrong [test/code]",
    );
  });

  test("colours are the caller's", () => {
    const mark = (letter: string) => (text: string) => `<${letter}>${text}</${letter}>`;
    const paint = { place: mark("p"), error: mark("e"), warning: mark("w"), aside: mark("a") };
    const noted = { ...problem, notes: [{ message: "look there" }] };
    expect(render(noted, makeSource("0 f() = 0", "a.pkt"), paint)).toBe(
      [
        "<p>a.pkt:1:3</p>: <e>error</e>: something is wrong <a>[test/code]</a>",
        "<a> 1 |</a> 0 f() = 0",
        "<a>   |</a>   <e>^^</e>",
        "  = <a>note</a>: look there",
      ].join("\n"),
    );
  });

  test("carets end with the first line of the span", () => {
    const long = { ...problem, span: { start: 2, end: 30, line: 1, column: 3 } };
    expect(render(long, makeSource("0 f(1,\n    2,\n    3) = 0", "a.pkt")).split("\n")).toEqual([
      "a.pkt:1:3: error: something is wrong [test/code]",
      " 1 | 0 f(1,",
      "   |   ^^^^",
    ]);
  });

  test("line numbers of any width keep the carets in place", () => {
    const source = makeSource(`${"\n".repeat(99)}0 f() = 0`, "a.pkt");
    const late = { ...problem, span: { start: 101, end: 102, line: 100, column: 3 } };
    const [, text = "", carets = ""] = render(late, source).split("\n");
    expect(text.indexOf("f")).toBe(carets.indexOf("^"));
  });
});
