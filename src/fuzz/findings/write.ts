// SPDX-License-Identifier: GPL-2.0
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Constants } from "../../runner/constants.js";
import type { TestExecutor, TestReport } from "../../runner/index.js";
import { writeCapture } from "../../runner/report/capture.js";
import type { Trace } from "../../runner/trace/trace.js";
import type { Finding } from "../campaign/campaign.js";
import type { History } from "../history/history.js";
import { knownLine } from "../known/read.js";
import { encodeProgram } from "../program/program.js";
import { scriptsOf } from "./script.js";

/** Where the files of a finding are. */
export interface WrittenFinding {
  /** Of all its files, without their suffixes. */
  readonly path: string;
  /** Of the script, if the language has words for all of it. */
  readonly script: string | undefined;
  /** Whether the script fails where the program did. */
  readonly isReproduced: boolean;
}

/**
 * Writes NAME.prog (what `ktest fuzz --replay` runs), NAME.pcapng, NAME.log, and NAME.pkt.
 * @param executor  runs the script, strictly
 */
export function writeFinding(
  finding: Finding,
  folder: string,
  constants: Constants,
  executor: TestExecutor,
): WrittenFinding {
  mkdirSync(folder, { recursive: true });
  const { violation, program, history } = finding;
  const path = join(folder, nameOf(finding));
  writeFileSync(`${path}.prog`, encodeProgram(program));
  writeCapture(`${path}.pcapng`, traceOf(history), `${path}.pkt`);
  const script = `${path}.pkt`;
  const variant = program.isIpv6 ? "ipv6" : "ipv4";
  const tried = scriptsOf(history, violation, constants).map(({ text, point }, number) => {
    // An executor reads a script once: each has a name of its own.
    const trial = `${path}.${number}.pkt`;
    writeFileSync(trial, text);
    const report = executor.run({ script: trial, variant });
    rmSync(trial);
    return { text, report, isReproduced: isAtThePoint(report, point) };
  });
  const best = tried.find(({ isReproduced }) => isReproduced) ?? tried[0];
  if (best !== undefined) writeFileSync(script, best.text);
  writeFileSync(`${path}.log`, logOf(finding, saidOf(best, path)));
  return { path, script: best && script, isReproduced: best?.isReproduced ?? false };
}

interface Tried {
  readonly report: TestReport;
  readonly isReproduced: boolean;
}

function saidOf(tried: Tried | undefined, path: string): string {
  if (tried === undefined) return "The language of scripts has no words for all of it.";
  const { problems, verdict } = tried.report;
  const messages = problems.map(({ diagnostic }) => diagnostic.message);
  return tried.isReproduced
    ? [`ktest run --strict ${path}.pkt fails:`, ...messages].join("\n")
    : `ktest run --strict ${path}.pkt does not show it (${verdict}); ktest fuzz --replay ${path}.prog does.`;
}

/** A script that fails before it comes to the point is no proof. */
function isAtThePoint({ problems, verdict }: TestReport, point: number): boolean {
  return verdict === "fail" && problems.some(({ diagnostic }) => diagnostic.span.line >= point);
}

function nameOf({ violation, program }: Finding): string {
  let hash = 0x811c_9dc5;
  for (const byte of Buffer.from(violation.cause)) hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
  return `${program.protocol}-${violation.oracle}-${hash.toString(16).padStart(8, "0")}`;
}

function logOf({ violation, history, execs, original, program }: Finding, said: string): string {
  const kernel = history.observations.flatMap((observation) =>
    observation.type === "log"
      ? [observation.text]
      : observation.type === "died"
        ? [`died: ${observation.reason}`]
        : [],
  );
  return [
    `${violation.oracle}: ${violation.message}`,
    `found after ${execs} programs; ${original.records.length} records shrunk to ${program.records.length}`,
    said,
    `Its line for --known: ${knownLine({ ...violation, protocol: program.protocol })}`,
    "",
    "The kernel's log:",
    ...kernel,
    "",
  ].join("\n");
}

function traceOf({ startNs, observations }: History): Trace {
  return {
    startNs,
    events: observations.flatMap((observation) =>
      observation.type === "sent" || observation.type === "received" || observation.type === "beside"
        ? [
            {
              type: "frame" as const,
              timeNs: observation.timeNs,
              line: 0,
              direction: observation.type === "sent" ? ("outbound" as const) : ("inbound" as const),
              device: 0,
              data: observation.frame,
            },
          ]
        : [],
    ),
  };
}
