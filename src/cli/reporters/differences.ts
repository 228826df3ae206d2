// SPDX-License-Identifier: GPL-2.0
import type { TraceLine } from "../../runner/index.js";
import { formatSeconds } from "../../runner/timing/seconds.js";
import type { Colours } from "../colours.js";
import type { ComparisonResult, Difference, DifferingEvent } from "../compare/comparison.js";
import { formatTable } from "./table.js";

const WORDS = { pass: "ok", fail: "FAIL", error: "ERROR" } as const;

/** The table of tests that are not the same on all kernels: below each what differs first. */
export function formatDifferences(result: ComparisonResult, colours: Colours): string {
  const { kernels, tests, differences } = result;
  const among = `${kernels.length === 2 ? "between" : "among"} ${join(kernels)}`;
  if (differences.length === 0) return `${colours.good("no test differs")} ${among}, of ${tests}\n`;
  const verb = differences.length === 1 ? "differs" : "differ";
  const title = `${differences.length} of ${tests} tests ${verb} ${among}:\n`;
  const rows = differences.map((difference) => row(difference));
  const [heading = "", ...lines] = formatTable([["TEST", "VARIANT", ...kernels, "FIRST DIFFERENCE"], ...rows])
    .trimEnd()
    .split("\n");
  const body = differences.flatMap((difference, index) => [
    lines[index] ?? "",
    ...events(difference, kernels).map((line) => colours.aside(line)),
  ]);
  return `${colours.error(title.trimEnd())}\n${[heading, ...body].map((line) => `  ${line}\n`).join("")}`;
}

function join(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function row({ script, variant, verdicts, first }: Difference): readonly string[] {
  const words = verdicts.map((verdict) => (verdict === undefined ? "-" : WORDS[verdict]));
  const place = first === undefined || first.line === 0 ? script : `${script}:${first.line}`;
  return [
    place,
    variant,
    ...words,
    first === undefined ? "only the verdict" : `at ${formatSeconds(first.ns)} s`,
  ];
}

function events({ first }: Difference, kernels: readonly string[]): readonly string[] {
  if (first === undefined) return [];
  const names = first.kernels.map((place) => kernels[place] ?? "");
  const width = Math.max(...names.map((name) => name.length));
  return first.events.map((event, side) => `    ${(names[side] ?? "").padEnd(width)}  ${describe(event)}`);
}

/** In a line: what a command printed may have many. */
function describe(event: TraceLine | undefined): string {
  if (event === undefined) return "nothing more";
  const [line = "", ...more] = event.text.split("\n");
  return `${formatSeconds(event.ns)} ${line}${more.length === 0 ? "" : " …"}`;
}

/** A difference as `--json` has it. */
export function differenceObject(
  { script, variant, differs, verdicts, first }: Difference,
  kernels: readonly string[],
): Readonly<Record<string, unknown>> {
  const byKernel = Object.fromEntries(kernels.map((name, place) => [name, verdicts[place] ?? null]));
  return { script, variant, differs, verdicts: byKernel, ...firstObject(first, kernels) };
}

function firstObject(
  first: DifferingEvent | undefined,
  kernels: readonly string[],
): Readonly<Record<string, unknown>> {
  if (first === undefined) return { line: 0, virtual_ns: null, events: {} };
  const { line, ns, events: both } = first;
  const told = first.kernels.map((place, side) => {
    const event = both[side];
    return [
      kernels[place] ?? "",
      event === undefined ? null : { virtual_ns: event.ns, text: event.text },
    ] as const;
  });
  return { line, virtual_ns: ns, events: Object.fromEntries(told) };
}
