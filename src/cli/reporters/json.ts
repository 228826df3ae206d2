// SPDX-License-Identifier: GPL-2.0
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
    } else if (event.type === "test") {
      const { report } = event;
      const { script, variant, verdict, virtualNs, wallUs } = report;
      const [line, message] = [lineOf(report), messageOf(report)];
      const times = { virtual_ns: virtualNs, wall_us: wallUs };
      write(asLine({ script, variant, verdict, line, message, ...times, ...of }));
    } else if (event.type === "problem") {
      const { path: script, message } = event;
      const nothing = { line: 0, message, virtual_ns: 0, wall_us: 0 };
      write(asLine({ script, variant: null, verdict: "error", ...nothing, ...of }));
    }
  };
}

function asLine(value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(value)}\n`;
}
