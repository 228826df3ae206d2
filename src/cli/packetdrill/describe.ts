// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import type { Diagnostic } from "../../dsl/diagnostic.js";
import type { TestReport } from "../../runner/index.js";
import { makeColours } from "../colours.js";
import { formatReport } from "../reporters/format-report.js";

/**
 * What packetdrill writes to standard error about a script that failed, and after this line in its
 * form, `script.pkt:7: error handling packet: …`, the report of ktest.
 */
export function describeFailure(report: TestReport): string {
  const [problem] = report.problems;
  const head = problem === undefined ? "" : `${headline(problem.diagnostic, report.script)}\n`;
  return `${head}${formatReport(report, makeColours(false))}`;
}

function headline({ code, message, span: { line } }: Diagnostic, script: string): string {
  const place = line === 0 ? script : `${script}:${line}`;
  return `${place}: ${whatFailed(code, message, lineOfFile(script, line))}: ${message}`;
}

/** In packetdrill's words. */
function whatFailed(code: string, message: string, line: string): string {
  const [kind = "", detail = ""] = code.split("/");
  if (kind === "packet" || detail === "packet" || detail === "no-packet") return "error handling packet";
  if (detail === "time") return isPacket(line) ? "error handling packet" : "timing error";
  if (["result", "blocked", "blocking"].includes(detail))
    return `runtime error in ${callName(message, line)} call`;
  if (detail === "command") return "error executing command";
  if (detail === "code") return "runtime error in code";
  if (kind === "run") return "runtime error";
  return kind === "script" ? "semantic error" : "parse error";
}

const isPacket = (line: string): boolean => /^\S*\s*[<>]/.test(line);
/** Messages about results begin with the call, `listen(): `; the line may be a later one of several. */
const callName = (message: string, line: string): string =>
  (/^([a-z_0-9]+)\(/.exec(message) ?? /([a-z_0-9]+)\s*\(/.exec(line))?.[1] ?? "system";

/** A line of a file, counted from 1; empty if there is none. */
function lineOfFile(file: string, line: number): string {
  try {
    return readFileSync(file, "utf8").split("\n")[line - 1] ?? "";
  } catch {
    return "";
  }
}
