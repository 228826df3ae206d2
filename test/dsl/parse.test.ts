// SPDX-License-Identifier: GPL-2.0
import { describe, expect, test } from "vitest";
import { parse } from "../../src/dsl/index.js";
import { parseEvent } from "./support/parse-one.js";
import { SAMPLE } from "./support/samples.js";
import { withoutSpans } from "./support/spans.js";

describe("times", () => {
  test.each([
    ["0", { type: "absolute", ns: 0 }],
    ["1.5", { type: "absolute", ns: 1_500_000_000 }],
    ["+.1", { type: "relative", ns: 100_000_000 }],
    ["+ 0.000001", { type: "relative", ns: 1000 }],
    ["+1.1", { type: "relative", ns: 1_100_000_000 }],
    ["+.57", { type: "relative", ns: 570_000_000 }],
    ["+.000000001", { type: "relative", ns: 1 }],
    ["+1.5000000000000", { type: "relative", ns: 1_500_000_000 }],
    ["1~2", { type: "absolute-range", ns: 1_000_000_000, endNs: 2_000_000_000 }],
    ["+.3~+.310", { type: "relative-range", ns: 300_000_000, endNs: 310_000_000 }],
    ["*", { type: "any" }],
  ])("%s", (text, time) => {
    expect(withoutSpans(parseEvent(`${text} close(3) = 0`).time)).toEqual(time);
  });

  test.each([
    ["0...0.1", 100_000_000],
    ["+0...0.2", 200_000_000],
    ["+.1...2", 2_000_000_000],
    ["1....5", 500_000_000],
  ])("%s blocks", (text, ns) => {
    const { action } = parseEvent(`${text} accept(3, ..., ...) = 4`);
    expect(action).toMatchObject({ type: "syscall", end: { ns } });
  });

  test("104 days are exact, more is an error", () => {
    expect(parseEvent("9007199.254740991 f() = 0").time).toMatchObject({ ns: Number.MAX_SAFE_INTEGER });
    const { diagnostics } = parse("9007199.254740992 f() = 0", "test.pkt");
    expect(diagnostics).toMatchObject([{ code: "parse/syntax", span: { start: 0, end: 17 } }]);
  });
});

describe("the parts of a script", () => {
  const { script, diagnostics } = parse(SAMPLE, "sample.pkt");

  test("the sample has no mistakes", () => {
    expect(diagnostics).toEqual([]);
    expect(script.events).toHaveLength(43);
  });

  test("options", () => {
    expect(withoutSpans(script.options)).toEqual([
      {
        type: "option",
        name: "ip_version",
        value: { type: "word", text: "ipv4" },
        leading: [{ type: "comment", style: "//", text: " All constructs." }],
      },
      {
        type: "option",
        name: "define",
        value: { type: "definition", name: "CC", value: { type: "string", raw: "reno" } },
        leading: [],
        comment: { type: "comment", style: "#", text: " a name" },
      },
      { type: "option", name: "tolerance_usecs", value: { type: "word", text: "1000" }, leading: [] },
    ]);
  });

  test("commands without a time, as they were written", () => {
    expect(script.init).toMatchObject({ text: "./defaults.sh\nsysctl -q net.ipv4.tcp_ecn=1" });
    expect(script.cleanup).toMatchObject({ text: "rm -f core" });
    expect(withoutSpans(script.trailing)).toEqual([{ type: "comment", style: "//", text: " the end" }]);
  });

  test("commands and code of events, as they were written", () => {
    const actions = script.events.map(({ action }) => action);
    expect(actions.filter(({ type }) => type === "command")).toMatchObject([
      { text: 'ss -tin | grep "state"' },
    ]);
    expect(actions.filter(({ type }) => type === "code")).toMatchObject([
      { text: ' assert tcpi_snd_cwnd == 10, "cwnd" ' },
    ]);
  });

  test("comments inside of an event go above it, one behind it stays", () => {
    const commented = script.events.filter(
      ({ leading, comment }) => leading.some(({ type }) => type === "comment") || comment,
    );
    expect(withoutSpans(commented.map(({ leading, comment }) => ({ leading, comment })))).toEqual([
      { leading: [{ type: "comment", style: "//", text: " one buffer" }], comment: undefined },
      { leading: [], comment: { type: "comment", style: "/*", text: " a\n   comment of two lines " } },
    ]);
  });

  test("blank lines are kept, one for several", () => {
    const { script: spaced } = parse("\n\n0 f() = 0\n\n \n\n+0 f() = 0\n+0 f() = 0\n\n", "test.pkt");
    expect(spaced.events.map(({ leading }) => leading.map(({ type }) => type))).toEqual([[], ["blank"], []]);
    expect(spaced.trailing).toEqual([]);
  });

  test("a script without events keeps its two commands", () => {
    const { script: empty } = parse("`first`\n`last`\n", "test.pkt");
    expect(empty).toMatchObject({ init: { text: "first" }, cleanup: { text: "last" }, events: [] });
  });
});

describe("texts", () => {
  test("CRLF, no newline at the end and a byte order mark change nothing", () => {
    const plain = "0 f() = 0 // one\n\n# two\n+0 `ls`\n";
    const expected = withoutSpans(parse(plain, "test.pkt").script);
    for (const text of [plain.replaceAll("\n", "\r\n"), plain.slice(0, -1), `\ufeff${plain}`]) {
      const { script, diagnostics } = parse(text, "test.pkt");
      expect(diagnostics).toEqual([]);
      expect(withoutSpans(script)).toEqual(expected);
    }
  });

  test("bytes and text give the same", () => {
    const text = '0 write(3, "é", 2) = 2 // ü\n';
    expect(parse(new TextEncoder().encode(text), "test.pkt").script).toEqual(parse(text, "test.pkt").script);
  });

  test("several events on a line", () => {
    const { script } = parse("0 f() = 0 +0 g() = 0 * > . 1:1(0) +1 `ls` +0 %{ x }%", "test.pkt");
    expect(script.events.map(({ action }) => action.type)).toEqual([
      "syscall",
      "syscall",
      "packet",
      "command",
      "code",
    ]);
  });

  test("quotes hide what would be something else outside", () => {
    const text = '0 f("// # /* %{ ` ( \\" ") = 0\n+0 `echo "// ( %{" # \\` `\n+0 %{ "}" # ` " }%\n';
    const { script, diagnostics } = parse(text, "test.pkt");
    expect(diagnostics).toEqual([]);
    expect(script.events).toHaveLength(3);
    expect(script.events.flatMap(({ leading }) => leading)).toEqual([]);
  });

  test("a command may hold lines that look like events", () => {
    const { script, diagnostics } = parse("`cat <<E\n+0 close(3) = 0\nE\n`\n0 f() = 0\n", "test.pkt");
    expect(diagnostics).toEqual([]);
    expect(script.init).toMatchObject({ text: "cat <<E\n+0 close(3) = 0\nE\n" });
  });
});

describe("spans", () => {
  test("nodes know their text, line and column, also behind comments and on later lines", () => {
    const text = "// é\r\n0 f(1, /* c */ ABC,\r\n    {x=2}) = -1 EINVAL (no)\r\n";
    const { script } = parse(text, "test.pkt");
    const found: [string, number, number][] = [];
    const collect = (node: unknown): void => {
      if (typeof node !== "object" || node === null) return;
      if ("span" in node && "type" in node && node.type !== "script") {
        const { start, end, line, column } = node.span as {
          start: number;
          end: number;
          line: number;
          column: number;
        };
        found.push([text.slice(start, end), line, column]);
      }
      for (const child of Object.values(node)) collect(child);
    };
    collect(script.events);
    expect(found).toEqual([
      ["0 f(1, /* c */ ABC,\r\n    {x=2}) = -1 EINVAL (no)", 2, 1],
      ["0", 2, 1],
      ["f(1, /* c */ ABC,\r\n    {x=2}) = -1 EINVAL (no)", 2, 3],
      ["1", 2, 5],
      ["ABC", 2, 16],
      ["{x=2}", 3, 5],
      ["2", 3, 8],
      ["-1", 3, 14],
      ["// é", 1, 1],
      ["/* c */", 2, 8],
    ]);
  });
});

describe("recovery", () => {
  test("all mistakes are found, and the rest is understood", () => {
    const text =
      '--a\n0 f() = 1\n+0 g(( = 1\n+0 h() = 1\n+0 w("x, 1) = 1\n+0 > . 1:1\n  ack 2\n+0 k() = 1\n`end`\n';
    const { script, diagnostics } = parse(text, "test.pkt");
    expect(diagnostics.map(({ code, span }) => [code, span.line])).toEqual([
      ["parse/syntax", 3],
      ["parse/unterminated", 5],
      ["parse/syntax", 6],
    ]);
    expect(script.options).toHaveLength(1);
    expect(script.cleanup).toMatchObject({ text: "end" });
    const names = script.events.map(({ action }) => (action.type === "syscall" ? action.name : action.type));
    expect(names).toEqual(["f", "h", "k"]);
  });
});
