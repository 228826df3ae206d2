// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bind,
  type Defines,
  load,
  parse,
  parseDefine,
  printEvent,
  printScript,
} from "../../src/dsl/index.js";
import { script } from "./support/arbitrary-script.js";
import { withoutSpans } from "./support/spans.js";

function definesOf(...texts: string[]): Defines {
  return new Map(
    texts.map((text) => {
      const define = parseDefine(text);
      if (define === undefined) throw new Error(`not a definition: ${text}`);
      return [define.name, define.value];
    }),
  );
}

/** The event after binding, in script notation. */
function bound(event: string, ...defines: string[]): string {
  const { script: ready, diagnostics } = load(
    `0 nothing() = 0\n${event}\n`,
    "test.pkt",
    definesOf(...defines),
  );
  expect(diagnostics).toEqual([]);
  const last = ready.events.at(-1);
  return last ? printEvent(last) : "";
}

describe("values for names", () => {
  test.each([
    ["+0 > . 1:1(0) <mss MSS>", "MSS=1460", "+0 > . 1:1(0) <mss 1460>"],
    ["+0 > . 1:1(0) <FO COOKIE>", "COOKIE=0a0b", "+0 > . 1:1(0) <FO 0a0b>"],
    ["+0 > LOCAL > 80 . 1:1(0)", "LOCAL=0x10", "+0 > 16 > 80 . 1:1(0)"],
    ["+0 < icmp unreachable CODE", "CODE=port_unreachable", "+0 < icmp unreachable port_unreachable"],
    ["+0 < icmp unreachable CODE", "CODE=3", "+0 < icmp unreachable code 3"],
    ["+0 > [tos TOS] udp (LENGTH)", "TOS=0x8", "", "LENGTH=5", "+0 > [tos 0x8] udp (5)"],
    [
      "+0 f({cmsg_level=LEVEL}, LEVEL|1) = LEVEL",
      "LEVEL=SOL_IP",
      "+0 f({cmsg_level=SOL_IP}, SOL_IP|1) = SOL_IP",
    ],
    ["+0 f(X) = 0", "X=-5", "+0 f(-5) = 0"],
    ["+0 f(X) = 0", "X=0x10", "+0 f(0x10) = 0"],
    ["+0 f(CC) = 0", 'CC="reno"', '+0 f("reno") = 0'],
    ["+0 CALL(3) = 0", "CALL=close", "+0 close(3) = 0"],
    ["+0 close(3) = -1 ERROR (text)", "ERROR=EBADF", "+0 close(3) = -1 EBADF (text)"],
    ["+0 CLEAN", "CLEAN=`rm x`", "+0 `rm x`"],
  ])("%s with %s", (event, ...rest) => {
    const defines = rest.slice(0, -1).filter((define) => define !== "");
    expect(bound(event, ...defines)).toBe(rest.at(-1));
  });

  test("those from outside win over those of the script", () => {
    const text = "--define=A=1\n--define=B=2\n0 f(A, B) = 0\n";
    const { script: ready } = load(text, "test.pkt", definesOf("B=3"));
    expect(ready.events.map(printEvent)).toEqual(["0 f(1, 3) = 0"]);
  });

  test("each place is bound for itself, and a value is not looked up again", () => {
    expect(bound("+0 f(A, B) = 0", "A=B", "B=1")).toBe("+0 f(B, 1) = 0");
  });
});

describe("names without a value", () => {
  test.each([
    ["+0 > . 1:1(0) win WIN", "bind/undefined"],
    ["+0 > . 1:1(0) <FO WIN,nop,nop>", "bind/undefined"],
    ["+0 WIN", "bind/undefined"],
    ["+0 > . 1:1(0) win WORD", "bind/wrong-type"],
    ["+0 > . 1:1(0) <FO ODD,nop,nop>", "bind/wrong-type"],
    ["+0 f(TEXT) = 0", "bind/wrong-type"],
    ["+0 < icmp STRING", "bind/wrong-type"],
    ["+0 WORD", "bind/wrong-type"],
    ["+0 STRING(3) = 0", "bind/wrong-type"],
    ["+0 close(3) = -1 TEXT", "bind/wrong-type"],
  ])("%s", (event, code) => {
    const defines = definesOf("WORD=x", "ODD=abc", "TEXT=1|2", 'STRING="x"');
    const { diagnostics } = load(`0 nothing() = 0\n${event}\n`, "test.pkt", defines);
    expect(diagnostics.map((diagnostic) => [diagnostic.code, diagnostic.span.line])).toEqual([[code, 2]]);
  });

  test("constants and names of ICMP may stay", () => {
    expect(bound("+0 f(SOL_IP) = AF_INET")).toBe("+0 f(SOL_IP) = AF_INET");
    expect(bound("+0 < icmp unreachable")).toBe("+0 < icmp unreachable");
  });
});

test("a script without defined names is not changed", () => {
  fc.assert(
    fc.property(script, (tree) => {
      const text = printScript(tree);
      const { script: parsed } = parse(text, "test.pkt");
      const { script: ready, diagnostics } = bind({ ...parsed, options: [] });
      if (diagnostics.length === 0)
        expect(withoutSpans(ready)).toEqual(withoutSpans({ ...parsed, options: [] }));
    }),
    { numRuns: 200 },
  );
});

test.each(["", "A", "=5", "1A=5", "A B=5"])("%j is not a definition", (text) => {
  expect(parseDefine(text)).toBeUndefined();
});
