// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { makeColours } from "../../../src/cli/colours.js";
import type { Reporter, RunEvent } from "../../../src/cli/reporters/events.js";
import { jsonReporter } from "../../../src/cli/reporters/json.js";
import { terminalReporter } from "../../../src/cli/reporters/terminal.js";
import type { TestReport } from "../../../src/runner/index.js";

const pass = (script: string): TestReport => ({
  script,
  variant: "ipv4",
  verdict: "pass",
  problems: [],
  warnings: [],
  kernelLog: [],
  lastEvents: [],
  virtualNs: 1_500_000_000,
  wallUs: 2000,
});

const fail = (script: string): TestReport => ({
  ...pass(script),
  verdict: "fail",
  problems: [
    {
      verdict: "fail",
      diagnostic: {
        severity: "error",
        code: "run/packet",
        message: "outbound packet differs: tcp.win expected 10, actual 20",
        file: script,
        span: { start: 0, end: 4, line: 7, column: 4 },
        notes: [],
      },
      packets: {
        expected: "0.100000 > . 1:1(0) ack 1 win 10",
        actual: "0.100000 > . 1:1(0) ack 1 win 20",
        differences: [{ field: "tcp.win", expected: "10", actual: "20" }],
      },
    },
  ],
  kernelLog: ["TCP: out of memory"],
  lastEvents: ["    0.100000 > . 1:1(0) ack 1 win 20"],
});

function output(make: (write: (text: string) => void) => Reporter, events: readonly RunEvent[]): string {
  let text = "";
  const reporter = make((part) => {
    text += part;
  });
  for (const event of events) reporter(event);
  return text;
}

const EVENTS: readonly RunEvent[] = [
  { type: "start", tests: 4, scripts: 4, workers: 2 },
  { type: "problem", path: "c/missing.pkt", message: "no such file or folder" },
  { type: "test", report: pass("a/one.pkt") },
  { type: "test", report: pass("a/two.pkt") },
  { type: "test", report: fail("b/one.pkt") },
  { type: "test", report: pass("b/two.pkt") },
  {
    type: "end",
    summary: { passed: 3, failed: 1, errors: 1, skipped: 0, wallMs: 250, virtualNs: 6e9 },
  },
];

describe("terminalReporter", () => {
  it("has a line for a clean folder, all about a failure, and a summary", () => {
    expect(output((write) => terminalReporter(write, makeColours(false)), EVENTS)).toBe(
      `c/missing.pkt: error: no such file or folder
ok a: 2 passed, 3.00 s of virtual time in 0.00 s
FAIL b/one.pkt (ipv4)
b/one.pkt:7:4: error: outbound packet differs: tcp.win expected 10, actual 20 [run/packet]
  expected  0.100000 > . 1:1(0) ack 1 win 10
  actual    0.100000 > . 1:1(0) ack 1 win 20
  tcp.win   expected 10, actual 20
  the kernel says:
    TCP: out of memory
  the last events:
        0.100000 > . 1:1(0) ack 1 win 20
3 passed, 1 failed, 1 could not run (6.00 s of virtual time in 0.25 s)
`,
    );
  });

  it("shows the log of every test if there is one", () => {
    const report = { ...pass("a/one.pkt"), log: ["    0.000000 close(3) = 0"] };
    expect(output((write) => terminalReporter(write, makeColours(false)), [{ type: "test", report }])).toBe(
      "ok a/one.pkt (ipv4)\n    0.000000 close(3) = 0\n",
    );
  });

  it("paints nothing but what it says without colours", () => {
    const painted = output((write) => terminalReporter(write, makeColours(true)), EVENTS);
    const plain = output((write) => terminalReporter(write, makeColours(false)), EVENTS);
    expect(painted).not.toBe(plain);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours
    expect(painted.replace(/\x1b\[\d+m/g, "")).toBe(plain);
  });
});

describe("jsonReporter", () => {
  it("prints an object a line with the agreed keys", () => {
    const lines = output(jsonReporter, EVENTS).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        script: "c/missing.pkt",
        variant: null,
        verdict: "error",
        line: 0,
        message: "no such file or folder",
        virtual_ns: 0,
        wall_us: 0,
      },
      ...["a/one.pkt", "a/two.pkt"].map((script) => ({
        script,
        variant: "ipv4",
        verdict: "pass",
        line: 0,
        message: "",
        virtual_ns: 1_500_000_000,
        wall_us: 2000,
      })),
      {
        script: "b/one.pkt",
        variant: "ipv4",
        verdict: "fail",
        line: 7,
        message: "outbound packet differs: tcp.win expected 10, actual 20",
        virtual_ns: 1_500_000_000,
        wall_us: 2000,
      },
      expect.objectContaining({ script: "b/two.pkt", verdict: "pass" }),
    ]);
  });
});
