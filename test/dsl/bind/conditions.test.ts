// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { load, parse, parseDefine, printScript } from "../../../src/dsl/index.js";

/** What is left of a script: its options, commands and calls by name; and what is wrong with it. */
function chosen(text: string, ...defines: string[]) {
  const given = defines.map(parseDefine).filter((define) => define !== undefined);
  const { script, diagnostics } = load(
    text,
    "test.pkt",
    new Map(given.map(({ name, value }) => [name, value])),
  );
  const { options, init, events, cleanup } = script;
  const calls = events.map(({ action }) => (action.type === "syscall" ? action.name : action.type));
  const parts = [...options.map(({ name }) => name), init?.text, ...calls, cleanup?.text];
  return {
    parts: parts.filter((part) => part !== undefined),
    problems: diagnostics.map(({ code, message, span }) => `${span.line}: ${code}: ${message}`),
  };
}

const BOTH = `#ifdef FreeBSD
// for one system
0 a() = 0
+0 b() = 0
#endif
#ifdef Linux
0 c() = 0 // and for the other
# endif
#endif
+0 d() = 0
`;

describe("parts for one system", () => {
  test.each([
    [[], ["c", "d"]],
    [["FreeBSD=1"], ["a", "b", "c", "d"]],
  ])("with %j", (defines, parts) => {
    expect(chosen(BOTH, ...defines)).toEqual({ parts, problems: [] });
  });

  test.each([
    ["--define=X=1\n#ifdef X\n--opt\n#endif\n0 a() = 0\n", ["define", "opt", "a"]],
    ["#ifdef X\n--define=Y=1\n#endif\n#ifdef Y\n0 a() = 0\n#endif\n0 b() = 0\n", ["b"]],
    ["#ifdef X\n`a`\n#endif\n0 b() = 0\n#ifdef Linux\n`c`\n#endif\n", ["b", "c"]],
    ["#ifdef Linux\n#ifdef X\n0 a() = 0\n#endif\n0 b() = 0\n#endif\n", ["b"]],
    ["0 a() = 0\n#ifdef X\n#endif\n", ["a"]],
    ["#ifndef Linux\n0 a() = 0\n#endif\n#ifndef X\n0 b() = 0\n#endif\n", ["b"]],
  ])("%j", (text, parts) => {
    expect(chosen(text)).toEqual({ parts, problems: [] });
  });

  test("the printer keeps all of them", () => {
    const printed = printScript(parse(BOTH, "test.pkt").script);
    expect(printed.match(/[a-d]\(\)/g)).toEqual(["a()", "b()", "c()", "d()"]);
    expect(chosen(printed)).toEqual({ parts: ["c", "d"], problems: [] });
  });
});

describe("mistakes", () => {
  test.each([
    ["0 a() = 0\n#ifdef Linux\n+0 b() = 0\n", ["2: bind/condition: #ifdef without #endif"]],
    ["0 a() = 0\n#ifndef X\n+0 b() = 0\n", ["2: bind/condition: #ifndef without #endif"]],
    ["0 a() = 0\n#endif\n+0 b() = 0\n", ["2: bind/condition: #endif without #ifdef"]],
    ["#ifdef\n0 a() = 0\n#endif\n0 b() = 0\n", ["1: bind/condition: #ifdef wants one name"]],
    ["0 a() = 0\n#ifdef A B\n+0 b() = 0\n#endif\n", ["2: bind/condition: #ifdef wants one name"]],
    ["0 a(1,\n#ifdef X\n2,\n#endif\n3) = 0\n", ["2: bind/condition: #ifdef inside of an event"]],
    ["0 a(1,\n#ifdef X\n2) = 0\n#endif\n", ["2: bind/condition: #ifdef inside of an event"]],
    ["#ifdef Linux\n0 a(1,\n#endif\n2) = 0\n", ["3: bind/condition: #endif inside of an event"]],
  ])("%j", (text, problems) => {
    expect(chosen(text).problems).toEqual(problems);
  });
});
