// SPDX-License-Identifier: GPL-2.0
import { lineOf, messageOf } from "../../runner/report/report.js";
import type { Reporter } from "./events.js";

/** One object a line, for each test and each file that could not become one. */
export function jsonReporter(write: (text: string) => void): Reporter {
  return (event) => {
    if (event.type === "test") {
      const { report } = event;
      const { script, variant, verdict, virtualNs, wallUs } = report;
      const [line, message] = [lineOf(report), messageOf(report)];
      write(asLine({ script, variant, verdict, line, message, virtual_ns: virtualNs, wall_us: wallUs }));
    } else if (event.type === "problem") {
      const { path: script, message } = event;
      write(asLine({ script, variant: null, verdict: "error", line: 0, message, virtual_ns: 0, wall_us: 0 }));
    }
  };
}

function asLine(value: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(value)}\n`;
}
