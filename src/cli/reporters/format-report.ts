// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { render } from "../../dsl/render.js";
import { makeSource, type Source } from "../../dsl/source.js";
import type { RunProblem, TestReport } from "../../runner/index.js";
import type { Colours } from "../colours.js";

/** Everything about a test: what was wrong, what the kernel said, what happened last. */
export function formatReport(report: TestReport, colours: Colours): string {
  const { script, variant, verdict, problems, warnings, kernelLog, lastEvents, log } = report;
  const heading = { pass: colours.good("ok"), fail: colours.error("FAIL"), error: colours.error("ERROR") }[
    verdict
  ];
  const source = sourceOf(script);
  const lines = [
    `${heading} ${script} (${variant})`,
    ...(log ?? []).map((line) => colours.aside(line)),
    ...problems.flatMap((problem) => formatProblem(problem, source, colours)),
    ...warnings.flatMap((problem) => formatProblem(asWarning(problem), source, colours)),
    ...section("the kernel says", kernelLog, colours),
    ...(log === undefined ? section("the last events", lastEvents, colours) : []),
  ];
  return `${lines.join("\n")}\n`;
}

function asWarning(problem: RunProblem): RunProblem {
  return { ...problem, diagnostic: { ...problem.diagnostic, severity: "warning" } };
}

function formatProblem(
  { diagnostic, packets }: RunProblem,
  source: Source | undefined,
  colours: Colours,
): string[] {
  const lines = [render(diagnostic, source, colours)];
  if (packets === undefined) return lines;
  const width = Math.max(...packets.differences.map(({ field }) => field.length), "expected".length);
  lines.push(
    `  ${colours.aside("expected".padEnd(width))}  ${packets.expected}`,
    `  ${colours.aside("actual".padEnd(width))}  ${packets.actual}`,
    ...packets.differences.map(
      ({ field, expected, actual }) =>
        `  ${field.padEnd(width)}  expected ${colours.good(expected)}, actual ${colours.error(actual)}`,
    ),
  );
  return lines;
}

function section(title: string, body: readonly string[], colours: Colours): readonly string[] {
  return body.length === 0 ? [] : [colours.aside(`  ${title}:`), ...body.map((line) => `    ${line}`)];
}

/** The script's text; reports do without it if the file is gone. */
function sourceOf(path: string): Source | undefined {
  try {
    return makeSource(readFileSync(path), path);
  } catch {
    return undefined;
  }
}
