// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeColours } from "../../../src/cli/colours.js";
import { Comparison } from "../../../src/cli/compare/comparison.js";
import { firstDifference } from "../../../src/cli/compare/first-difference.js";
import { differenceObject, formatDifferences } from "../../../src/cli/reporters/differences.js";
import type { TestReport, TraceLine } from "../../../src/runner/index.js";

const event = (ns: number, line: number, text: string): TraceLine => ({ ns, line, text });
const SYN = event(3000, 5, "< S 0:0(0) win 32792 <mss 1000>");
const SYN_ACK = event(3000, 6, "> S. 0:0(0) ack 1 win 64240 <mss 1460>");
const DATA = event(100_000_000, 9, "> P. 1:101(100) ack 1 win 64240");
const LATER = { ...DATA, ns: 140_000_000 };

function report(
  script: string,
  trace: readonly TraceLine[],
  verdict: TestReport["verdict"] = "pass",
): TestReport {
  const nothing = { problems: [], warnings: [], kernelLog: [], lastEvents: [], virtualNs: 0, wallUs: 0 };
  return { script, variant: "ipv4", verdict, trace, ...nothing };
}

describe("two Traces", () => {
  const events = fc.array(fc.record({ ns: fc.nat(5), line: fc.nat(5), text: fc.constantFrom("a", "b") }), {
    maxLength: 6,
  });
  it("differ exactly if a time or a text does", () => {
    fc.assert(
      fc.property(events, events, (one, other) => {
        const told = (lines: readonly TraceLine[]): string =>
          JSON.stringify(lines.map(({ ns, text }) => [ns, text]));
        expect(firstDifference(one, other) === undefined).toBe(told(one) === told(other));
      }),
    );
  });

  it("part at the earlier one of two events", () => {
    const expected = { ns: DATA.ns, line: 9, events: [LATER, DATA] };
    expect(firstDifference([SYN, LATER], [SYN, DATA])).toEqual(expected);
    expect(firstDifference([SYN, DATA], [SYN])).toEqual({ ns: DATA.ns, line: 9, events: [DATA, undefined] });
    expect(firstDifference([], [SYN])).toEqual({ ns: SYN.ns, line: 5, events: [undefined, SYN] });
  });

  it("do not differ in what is not compared", () => {
    const sent = (text: string, compared: string): TraceLine => ({ ...event(5, 7, text), compared });
    expect(firstDifference([sent("> S TS val 7", "> S")], [sent("> S TS val 9", "> S")])).toBe(undefined);
    expect(firstDifference([sent("> S", "> S 1")], [sent("> S", "> S 2")])?.ns).toBe(5);
  });

  it("differ in values that both know, and names them", () => {
    const sample = (values: Record<string, string>): TraceLine => ({ ...event(5, 7, "tcp_info"), values });
    const one = sample({ tcpi_snd_cwnd: "10", tcpi_rto: "1", tcpi_old: "0" });
    expect(firstDifference([one], [sample({ tcpi_snd_cwnd: "10", tcpi_rto: "1", tcpi_new: "5" })])).toBe(
      undefined,
    );
    const found = firstDifference([one], [sample({ tcpi_snd_cwnd: "20", tcpi_rto: "1" })]);
    expect(found?.events.map((side) => side?.text)).toEqual([
      "tcp_info tcpi_snd_cwnd=10",
      "tcp_info tcpi_snd_cwnd=20",
    ]);
  });
});

describe("a comparison of kernels", () => {
  const compare = (names: readonly string[], ...runs: readonly (readonly TestReport[])[]) => {
    const comparison = new Comparison(names);
    for (const [place, reports] of runs.entries()) for (const one of reports) comparison.add(place, one);
    return comparison.result();
  };
  const text = (result: ReturnType<typeof compare>): string => formatDifferences(result, makeColours(false));

  it("finds nothing where all is the same", () => {
    const runs = [report("a.pkt", [SYN, DATA]), report("b.pkt", [SYN], "fail")];
    const result = compare(["6.12", "mine"], runs, [...runs].reverse());
    expect(text(result)).toBe("no test differs between 6.12 and mine, of 2\n");
  });

  it("lists tests by name, with what differs first", () => {
    const result = compare(
      ["6.12", "mine"],
      [report("b.pkt", [SYN, DATA]), report("a.pkt", [SYN, SYN_ACK]), report("same.pkt", [SYN])],
      [report("a.pkt", [SYN], "fail"), report("b.pkt", [SYN, LATER]), report("same.pkt", [SYN])],
    );
    expect(text(result)).toBe(
      [
        "2 of 3 tests differ between 6.12 and mine:",
        "  TEST     VARIANT  6.12  mine  FIRST DIFFERENCE",
        "  a.pkt:6  ipv4     ok    FAIL  at 0.000003 s",
        "      6.12  0.000003 > S. 0:0(0) ack 1 win 64240 <mss 1460>",
        "      mine  nothing more",
        "  b.pkt:9  ipv4     ok    ok    at 0.100000 s",
        "      6.12  0.100000 > P. 1:101(100) ack 1 win 64240",
        "      mine  0.140000 > P. 1:101(100) ack 1 win 64240",
        "",
      ].join("\n"),
    );
    expect(result.differences.map((one) => differenceObject(one, result.kernels))).toEqual([
      {
        script: "a.pkt",
        variant: "ipv4",
        differs: "verdict",
        verdicts: { "6.12": "pass", mine: "fail" },
        line: 6,
        virtual_ns: 3000,
        events: { "6.12": { virtual_ns: 3000, text: SYN_ACK.text }, mine: null },
      },
      {
        script: "b.pkt",
        variant: "ipv4",
        differs: "trace",
        verdicts: { "6.12": "pass", mine: "pass" },
        line: 9,
        virtual_ns: 100_000_000,
        events: {
          "6.12": { virtual_ns: 100_000_000, text: DATA.text },
          mine: { virtual_ns: 140_000_000, text: DATA.text },
        },
      },
    ]);
  });

  it("takes the first of several kernels for the measure", () => {
    const result = compare(
      ["a", "b", "c"],
      [report("x.pkt", [SYN])],
      [report("x.pkt", [SYN])],
      [report("x.pkt", [], "error")],
    );
    expect(text(result)).toContain("1 of 1 tests differs among a, b and c:");
    expect(text(result)).toContain("x.pkt:5  ipv4     ok  ok  ERROR  at 0.000003 s");
    expect(text(result)).toContain("      c  nothing more");
  });

  it("says nothing of tests that did not run on all", () => {
    const result = compare(["a", "b"], [report("x.pkt", [SYN]), report("y.pkt", [])], [report("y.pkt", [])]);
    expect(text(result)).toBe("no test differs between a and b, of 1\n");
  });

  it("shows the first line of what a command printed", () => {
    const printed = event(0, 1, "`ss -i`\nState\nESTAB");
    const result = compare(["a", "b"], [report("x.pkt", [printed])], [report("x.pkt", [])]);
    expect(text(result)).toContain("      a  0.000000 `ss -i` …\n");
  });
});
