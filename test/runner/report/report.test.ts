// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { NO_SPAN } from "../../../src/dsl/ast.js";
import { bareReport } from "../../../src/runner/report/bare-report.js";
import { lineOf, messageOf } from "../../../src/runner/report/report.js";
import type { RunProblem } from "../../../src/runner/run/outcome.js";

const TEST = { script: "a.pkt", variant: "ipv4" } as const;

function problem(line: number): RunProblem {
  const span = { ...NO_SPAN, line };
  const diagnostic = { code: "run/code", message: `at ${line}`, file: "a.pkt", span, notes: [] };
  return { verdict: "fail", diagnostic: { ...diagnostic, severity: "error" } };
}

describe("lineOf and messageOf", () => {
  it("tell of the first problem", () => {
    const report = bareReport(TEST, [problem(7), problem(9)], 0);
    expect([lineOf(report), messageOf(report)]).toEqual([7, "at 7"]);
  });

  it("count a part of an event to the line in which that begins, as packetdrill does", () => {
    expect(lineOf(bareReport(TEST, [{ ...problem(7), eventLine: 4 }], 0))).toBe(4);
  });

  it("have nothing to tell about a pass", () => {
    const report = bareReport(TEST, [], 0);
    expect([lineOf(report), messageOf(report)]).toEqual([0, ""]);
  });
});
