// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import {
  type Comparison,
  compare,
  isClean,
  type OracleRow,
  type Report,
} from "../../tools/conformance/compare.mjs";
import { asMarkdown, asText, type Result } from "../../tools/conformance/format.mjs";
import { parseOracle } from "../../tools/conformance/oracle.mjs";
import { SUITES } from "../../tools/conformance/suites.mjs";

const ORACLE = [
  "# script\tvariant\tverdict\tline\tmessage",
  "tcp/a.pkt\tipv4\tpass\t\t",
  "tcp/a.pkt\tipv6\tfail\t7\tbad value",
  "tcp/b.pkt\tipv4\ttiming\t3\ttiming error",
  "tcp/c.pkt\tipv4\tfail\t\tno route",
  "",
].join("\n");

function report(script: string, variant: string, verdict: string, line = 0): Report {
  return { script: `/suite/${script}`, variant, verdict, line, message: verdict === "pass" ? "" : "differs" };
}

const SAME: readonly Report[] = [
  report("tcp/a.pkt", "ipv4", "pass"),
  report("tcp/a.pkt", "ipv6", "error", 7),
  report("tcp/b.pkt", "ipv4", "fail", 3),
  report("tcp/c.pkt", "ipv4", "fail", 9),
];

describe("parseOracle", () => {
  it("reads rows, with a line if there is one", () => {
    const rows = parseOracle(ORACLE);
    expect(rows).toHaveLength(4);
    expect(rows[1]).toEqual({
      script: "tcp/a.pkt",
      variant: "ipv6",
      verdict: "fail",
      line: 7,
      message: "bad value",
    });
    expect(rows[3]).toHaveProperty("line", undefined);
  });

  it("finds the line in a message where there is no column for it", () => {
    const text = "# script\tvariant\tverdict\tmessage\n./d.pkt\tipv6\tfail\td.pkt:30: error: 4:5\n";
    const [row] = parseOracle(text);
    expect(row).toMatchObject({ script: "d.pkt", line: 30 });
  });

  it("refuses a table that lacks a column", () => {
    expect(() => parseOracle("# script\tvariant\tverdict\n")).toThrow("no column message");
  });
});

describe("compare", () => {
  const rows: readonly OracleRow[] = parseOracle(ORACLE);
  const suite = (comparison: Comparison): Result => ({
    suite: { name: "s", title: "The suite", text: "Of ours.", explains: "differences", explanations: [] },
    comparison,
  });

  it("has nothing to say about what is the same", () => {
    const result = compare(rows, SAME, [], "differences");
    expect(result.tests.map(({ script }) => script)).toEqual(["a", "a", "b", "c"]);
    expect(result).toMatchObject({ explained: [], worse: [], unneeded: [] });
    expect(isClean(result)).toBe(true);
    const text = asText(suite(result));
    expect(text).toContain("same verdict: 4");
    expect(text).toContain("fail in both: 3");
    expect(text).toContain("… at another line: 0");
  });

  it("finds other verdicts and other lines, and what explains them", () => {
    const other = [
      report("tcp/a.pkt", "ipv4", "fail", 5),
      report("tcp/a.pkt", "ipv6", "fail", 8),
      ...SAME.slice(2),
    ];
    const explanation = { scripts: ["a"], variants: ["ipv4"], text: "The clock is exact." };
    const result = compare(rows, other, [explanation], "differences");
    expect(result.explained.map((test) => [test.variant, test.explanation])).toEqual([
      ["ipv4", explanation],
      ["ipv6", undefined],
    ]);
    expect(result.unexplained.map(({ variant }) => variant)).toEqual(["ipv6"]);
    expect(result.worse.map(({ variant }) => variant)).toEqual(["ipv4"]);
    expect(isClean(result)).toBe(false);
    expect(asMarkdown([suite(result)])).toContain("The clock is exact.");
    expect(asText(suite(result))).toContain("not explained: a ipv6");
    expect(asText(suite(result))).toContain("worse: a ipv4");
  });

  it("wants all failures explained if it is told so, and no more", () => {
    const explanations = [
      { title: "One cause", scripts: ["b", "c", "gone"], text: "For both." },
      { scripts: ["a"], variants: ["ipv4"], text: "It passes." },
    ];
    const result = compare(rows, SAME, explanations, "failures");
    expect(result.unexplained.map(({ script }) => script)).toEqual(["a"]);
    expect(result.unneeded).toEqual(["gone", "a (ipv4)"]);
    expect(isClean(result)).toBe(false);
    const page = asMarkdown([suite(result)]);
    expect(page).toContain("### One cause\n\n`b` (ipv4), `c` (ipv4)\n\nFor both.\n");
    expect(page).toContain("Not explained.");
    expect(page).toContain("| fail in both | 3 |");
  });

  it("takes a run without arguments for the oracle's default, whatever its variant is", () => {
    const [row] = parseOracle("# script\tvariant\tverdict\tmessage\nt/d.pkt\tdefault\tpass\t\n");
    const result = compare(row ? [row] : [], [report("t/d.pkt", "ipv6", "pass")], [], "failures");
    expect(result.tests).toMatchObject([{ script: "d", variant: "default" }]);
    expect(isClean(result)).toBe(true);
  });

  it("finds tests that only one of the two has run", () => {
    const result = compare(rows, [...SAME.slice(1), report("tcp/z.pkt", "ipv4", "pass")], [], "differences");
    expect(result.missing.map(({ script, variant }) => [script, variant])).toEqual([["tcp/a.pkt", "ipv4"]]);
    expect(result.extra.map(({ script }) => script)).toEqual(["/suite/tcp/z.pkt"]);
    expect(isClean(result)).toBe(false);
  });

  it("does not miss an IP version that a script's name excludes, where the tool fails in it", () => {
    const result = compare(rows, [...SAME.slice(0, 1), ...SAME.slice(2)], [], "differences");
    expect(result.missing).toEqual([]);
    expect(result.excluded.map(({ variant }) => variant)).toEqual(["ipv6"]);
    expect(isClean(result)).toBe(true);
  });
});

describe("the explanations", () => {
  it("name a script once, unless it is for other variants", () => {
    for (const { explanations } of SUITES) {
      const names = explanations.flatMap(({ scripts, variants = [] }) =>
        scripts.map((script) => [script, ...variants].join(" ")),
      );
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
