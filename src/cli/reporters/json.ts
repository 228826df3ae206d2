// SPDX-License-Identifier: GPL-2.0
import type { TestId, TestReport } from "../../runner/index.js";
import { lineOf, messageOf } from "../../runner/report/report.js";
import { differenceObject } from "./differences.js";
import type { Reporter } from "./events.js";

/**
 * One object a line, for each test and each file that could not become one; with the name of the kernel
 * if the user has named some, and of several for each test that differs.
 */
export function jsonReporter(write: (text: string) => void): Reporter {
  let of: { readonly kernel?: string } = {};
  return (event) => {
    if (event.type === "kernel") of = { kernel: event.name };
    else if (event.type === "differences") {
      const { kernels, differences } = event.comparison;
      for (const difference of differences) write(asLine(differenceObject(difference, kernels)));
    } else if (event.type === "test") write(asLine({ ...testLine(event.report), ...of }));
    else if (event.type === "problem") write(asLine({ ...problemLine(event.path, event.message), ...of }));
    else if (event.type === "skipped") write(asLine({ ...skippedLine(event.test), ...of }));
  };
}

export function testLine(report: TestReport): Readonly<Record<string, unknown>> {
  const { script, variant, verdict, virtualNs, wallUs } = report;
  const [line, message] = [lineOf(report), messageOf(report)];
  return { script, variant, verdict, line, message, virtual_ns: virtualNs, wall_us: wallUs };
}

export function problemLine(script: string, message: string): Readonly<Record<string, unknown>> {
  return { script, variant: null, verdict: "error", line: 0, message, virtual_ns: 0, wall_us: 0 };
}

function skippedLine({ script, variant }: TestId): Readonly<Record<string, unknown>> {
  const message = "not run: the run ended before";
  return { script, variant, verdict: "error", line: 0, message, virtual_ns: 0, wall_us: 0 };
}

export function asLine(value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(value)}\n`;
}
