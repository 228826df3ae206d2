// SPDX-License-Identifier: GPL-2.0
import { dirname } from "node:path";
import type { TestReport } from "../../runner/index.js";
import type { Colours } from "../colours.js";
import { nameOf } from "../shards/shard.js";
import { formatDifferences } from "./differences.js";
import type { Reporter, RunSummary } from "./events.js";
import { formatReport } from "./format-report.js";

/**
 * For people: a line for each folder whose tests all passed, a full report for each test that did
 * not, and a summary.
 */
export function terminalReporter(write: (text: string) => void, colours: Colours): Reporter {
  let folder: Folder | undefined;
  const flush = (): void => {
    if (folder?.isClean === true) write(`${colours.good("ok")} ${folder.name}: ${describeFolder(folder)}\n`);
    folder = undefined;
  };
  return (event) => {
    switch (event.type) {
      case "start":
        if (event.shard !== undefined)
          write(`shard ${nameOf(event.shard)}: ${event.tests} of ${event.shard.tests} tests\n`);
        return;
      case "skipped":
        return;
      case "note":
        write(`${event.message}\n`);
        return;
      case "test": {
        const { report } = event;
        const name = dirname(report.script);
        if (folder?.name !== name) flush();
        folder = addTo(folder ?? { name, tests: 0, virtualNs: 0, wallUs: 0, isClean: true }, report);
        if (report.verdict !== "pass" || report.log !== undefined || report.warnings.length > 0)
          write(formatReport(report, colours));
        return;
      }
      case "problem":
        flush();
        write(`${colours.place(event.path)}: ${colours.error("error")}: ${event.message}\n`);
        return;
      case "kernel":
        write(
          `${colours.place(`kernel ${event.name}`)}${event.version === undefined ? "" : ` (Linux ${event.version})`}\n`,
        );
        return;
      case "end":
        flush();
        write(`${describeSummary(event.summary, colours)}\n`);
        return;
      case "differences":
        write(formatDifferences(event.comparison, colours));
    }
  };
}

interface Folder {
  readonly name: string;
  readonly tests: number;
  readonly virtualNs: number;
  readonly wallUs: number;
  readonly isClean: boolean;
}

function addTo(folder: Folder, { verdict, virtualNs, wallUs }: TestReport): Folder {
  return {
    name: folder.name,
    tests: folder.tests + 1,
    virtualNs: folder.virtualNs + virtualNs,
    wallUs: folder.wallUs + wallUs,
    isClean: folder.isClean && verdict === "pass",
  };
}

function describeFolder({ tests, virtualNs, wallUs }: Folder): string {
  return `${tests} passed, ${seconds(virtualNs / 1e9)} of virtual time in ${seconds(wallUs / 1e6)}`;
}

function describeSummary(
  { passed, failed, errors, skipped, wallMs, virtualNs }: RunSummary,
  colours: Colours,
): string {
  const counts = [
    `${colours.good(String(passed))} passed`,
    `${failed === 0 ? "0" : colours.error(String(failed))} failed`,
    ...(errors === 0 ? [] : [`${colours.error(String(errors))} could not run`]),
    ...(skipped === 0 ? [] : [`${colours.warning(String(skipped))} not run`]),
  ];
  return `${counts.join(", ")} (${seconds(virtualNs / 1e9)} of virtual time in ${seconds(wallMs / 1000)})`;
}

function seconds(value: number): string {
  return `${value < 100 ? value.toFixed(2) : Math.round(value)} s`;
}
