// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { compare, type OracleRow, type Report } from "../../tools/conformance/compare.mjs";
import { asMarkdown, asText } from "../../tools/conformance/format.mjs";
import { parseOracle } from "../../tools/conformance/oracle.mjs";

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

  it("counts what is the same", () => {
    expect(compare(rows, SAME, [])).toMatchObject({
      tests: 4,
      sameVerdict: 4,
      bothFail: 3,
      sameLine: 2,
      withoutLine: 1,
      unexplained: [],
    });
  });

  it("finds other verdicts and other lines, and what explains them", () => {
    const other = [
      report("tcp/a.pkt", "ipv4", "fail", 5),
      report("tcp/a.pkt", "ipv6", "fail", 8),
      ...SAME.slice(2),
    ];
    const explanation = { script: "tcp/a.pkt", variants: ["ipv4"], text: "The clock is exact." };
    const result = compare(rows, other, [explanation]);
    expect(result).toMatchObject({ sameVerdict: 3, sameLine: 1 });
    expect(result.verdicts.map(({ explanation: found }) => found)).toEqual([explanation]);
    expect(result.lines.map(({ expected }) => expected.variant)).toEqual(["ipv6"]);
    expect(result.unexplained).toEqual(result.lines);
    expect(asMarkdown(result)).toContain("The clock is exact.");
    expect(asText(result)).toContain("line: tcp/a.pkt ipv6 (not explained)");
    expect(asText(result)).toContain("other verdict: 1");
  });

  it("finds tests that only one of the two has run", () => {
    const result = compare(rows, [...SAME.slice(1), report("tcp/z.pkt", "ipv4", "pass")], []);
    expect(result.missing.map(({ script, variant }) => [script, variant])).toEqual([["tcp/a.pkt", "ipv4"]]);
    expect(result.extra.map(({ script }) => script)).toEqual(["/suite/tcp/z.pkt"]);
    expect(result.unexplained).toHaveLength(2);
  });
});
