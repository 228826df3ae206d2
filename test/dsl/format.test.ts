// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Comment } from "../../src/dsl/ast.js";
import { format } from "../../src/dsl/format.js";
import { hasErrors, parse, printScript, type Script, type SymbolRef } from "../../src/dsl/index.js";
import { script } from "./support/arbitrary-script.js";
import { SAMPLE } from "./support/samples.js";
import { withoutSpans } from "./support/spans.js";

function formatted(text: string): string {
  const parsed = parse(text, "test.pkt");
  expect(hasErrors(parsed.diagnostics), text).toBe(false);
  return format(parsed);
}

/** The tree alone, and the comments alone. */
function bare(text: string): unknown {
  const { script } = parse(text, "test.pkt");
  const drop = (key: string, value: unknown): unknown =>
    ["leading", "comment", "trailing"].includes(key) ? undefined : value;
  return JSON.parse(
    JSON.stringify(withoutSpans(script), (key, value) =>
      typeof value === "bigint" ? `${value}` : drop(key, value),
    ),
  );
}

function comments(text: string): readonly string[] {
  const { options, init, events, cleanup, trailing }: Script<SymbolRef> = parse(text, "test.pkt").script;
  const parts = [...options, ...(init ? [init] : []), ...events, ...(cleanup ? [cleanup] : [])];
  return [
    ...parts.flatMap(({ leading, comment }) => [...leading, ...(comment ? [comment] : [])]),
    ...trailing,
  ]
    .filter((each): each is Comment => each.type === "comment")
    .map(({ style, text }) => style + text.trimEnd())
    .sort();
}

function expectOnlyLayoutToChange(text: string): void {
  const once = formatted(text);
  expect(formatted(once)).toBe(once);
  expect(bare(once)).toEqual(bare(text));
  expect(comments(once)).toEqual(comments(text));
}

describe("whatever is formatted", () => {
  test("the same comes of any script, and nothing of formatting twice", () => {
    fc.assert(
      fc.property(script, (tree) => expectOnlyLayoutToChange(printScript(tree))),
      { numRuns: 100 },
    );
  });

  test("and of any layout", () => {
    const space = fc.constantFrom("", " ", "  ", "\t", " \t  ");
    const gap = fc.constantFrom(" ", "  ", "\t");
    const event = fc
      .tuple(
        space,
        fc.constantFrom("+0", "+.1", "+0.25", "+1~+2", "*"),
        gap,
        fc.constantFrom(
          ">  .  1:1(0)  ack 1",
          "> P. 1:1001( 1000 ) ack 1 < nop, nop,TS val  1 ecr 2 >",
          "> S. 0:0(0)\n   ack 1\n\t<mss 1460>",
          "> . 1:1(0)   /* inside */ ack 1",
        ),
        space,
        fc.constantFrom("", "// beside", "# beside ", "/* one */ /* two */", "/* of\n two */"),
        fc.constantFrom("\n", "\n\n\n", "\n   // above  \n", "\n\t# indented\n\n", "\n/* a\n   b */\n"),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        expectOnlyLayoutToChange(`+0 f( 1,2 ) =   3\n${events.join("")}`);
      }),
      { numRuns: 100 },
    );
  });

  test("a script that is in order stays as it is", () => {
    const aligned = SAMPLE.replace(/^(?=\+0\.\.\.)/m, "   ")
      .replace(/^(?=1~2)/m, "    ")
      .replace(/^(?=\+\.3~)/m, "  ");
    expect(formatted(aligned)).toBe(aligned);
  });
});

describe("the columns of a file", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "times at the right, as most lines have it",
      "    0 f() = 0\n   +0 f() = 0\n+.1 f() = 0\n +.01   f() = 0\n",
      "    0 f() = 0\n   +0 f() = 0\n  +.1 f() = 0\n +.01 f() = 0\n",
    ],
    [
      "times at the left with actions below each other",
      "0     f() = 0\n+0    f() = 0\n+.1 f() = 0\n+.001 f() = 0\n",
      "0     f() = 0\n+0    f() = 0\n+.1   f() = 0\n+.001 f() = 0\n",
    ],
    [
      "nothing but a space",
      "0 f() = 0\n+0 f() = 0\n+.001  f() = 0\n+1 f() = 0\n",
      "0 f() = 0\n+0 f() = 0\n+.001 f() = 0\n+1 f() = 0\n",
    ],
    [
      "times of blocking calls and ranges stick out behind",
      "    0 f() = 0\n   +0...0.10 f() = 0\n   +0 > . 1:1(0)\n+.1~+.2 > . 1:1(0)\n",
      "    0 f() = 0\n   +0...0.10 f() = 0\n   +0 > . 1:1(0)\n  +.1~+.2 > . 1:1(0)\n",
    ],
    [
      "flags with room, where most have it",
      "0 > .  1:1(0)\n+0 > .  1:1(0)\n+0 > . 1:1(0)\n+0 > P. 1:2(1)\n",
      "0 > .  1:1(0)\n+0 > .  1:1(0)\n+0 > .  1:1(0)\n+0 > P. 1:2(1)\n",
    ],
    ["an action on the next line", "0 f() = 0\n+0\n  f() = 0\n", "0 f() = 0\n+0 f() = 0\n"],
    ["several events on a line", "0 f() = 0 +0 g() = 0\n", "0 f() = 0\n+0 g() = 0\n"],
  ];
  test.each(cases)("%s", (_, text, result) => {
    expect(formatted(text)).toBe(result);
  });
});

describe("words are the author's", () => {
  test.each([
    ["times", "0.000 f() = 0\n+0.100...0.200 f() = 0\n"],
    ["numbers", "0 f(0x0A, 007) = 0x00\n"],
    ["flags", "0 > SE. 0:0(0)\n"],
    ["strings and commands", '0 f("a  \\t b") = 0\n+0 `echo   a |\n   cat`\n+0 %{\n    a =  1\n}%\n'],
    [
      "comments behind a time",
      "0 /* a */  f( ) = 0\n  +0...1 // b\n#ifdef X\n  g() = 0\n+1 /* c */ ~ +2 > . 1:1(0)\n",
    ],
    ["comments inside", "0 f(/* one */ 1,\n  // two\n  2) = 0\n"],
    ["line breaks", "0 f(1,\n    [2,\n     3]) = 0\n"],
    ["a string over two lines", '+0 f("a\n b",\n  2) = 0\n'],
    ["line ends", "0 f() = 0\r\n+0 %{\r\n a\r\n}%\r\n"],
  ])("%s", (_, text) => {
    expect(formatted(text)).toBe(text);
  });

  test("spaces inside of a line are the printer's", () => {
    expect(formatted("0 f( 1,2 , {a = 1,b=2},A | B )=-1  EIO(x)\n")).toBe(
      "0 f(1, 2, {a=1, b=2}, A|B) = -1 EIO (x)\n",
    );
  });

  test("a call on several lines moves as a whole", () => {
    expect(formatted("    0 f() = 0\n    0 f() = 0\n  +0 f(1,\n       2) = 0  \n")).toBe(
      "    0 f() = 0\n    0 f() = 0\n   +0 f(1,\n        2) = 0\n",
    );
  });
});

describe("comments and empty lines", () => {
  test.each([
    ["no empty lines at the ends, and one between", "\n\n// a\n\n\n\n0 f() = 0\n\n\n", "// a\n\n0 f() = 0\n"],
    ["a last line without an end", "0 f() = 0", "0 f() = 0\n"],
    [
      "the distance of a comment",
      "0 f( ) = 0    // a\n+0 f() = 0 // b\n",
      "0 f() = 0    // a\n+0 f() = 0 // b\n",
    ],
    [
      "comments below each other",
      "0 f( 1,2 ) = 0  // a\n+0 f() = 0      // b\n",
      "0 f(1, 2) = 0   // a\n+0 f() = 0      // b\n",
    ],
    ["comments that are indented", "   // a\n\t# b   \n0 f() = 0\n", "   // a\n\t# b\n0 f() = 0\n"],
    ["two comments on a line", "0 f() = 0 /* a */ // b\n", "0 f() = 0 /* a */ // b\n"],
    ["line ends of Windows", "0 f() = 0 \r\n+0 `a\r\n  b`\r\n", "0 f() = 0\r\n+0 `a\r\n  b`\r\n"],
    ["both kinds of line ends", "\r\n0 f() = 0 \r\n+0 `a\n  b`\n", "0 f() = 0\n+0 `a\n  b`\n"],
    ["both kinds in a command", "0 `a\r\n  b`\n", "0 `a\r\n  b`\n"],
    ["nothing", "", ""],
  ])("%s", (_, text, result) => {
    expect(formatted(text)).toBe(result);
  });
});
