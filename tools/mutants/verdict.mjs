// SPDX-License-Identifier: GPL-2.0

/** Of how many mutants how many are to be killed: 22 of 25. */
const KILLED = 22;
const OF = 25;

/**
 * Reads the last line of what `ktest fuzz --json` has printed.
 * @param {string} output
 * @returns {import("./verdict.mjs").Summary}
 * @throws {Error} if that is no summary
 */
export function parseSummary(output) {
  const last = output.trimEnd().split("\n").at(-1) ?? "";
  const wrong = () => new Error(`the last line of the fuzzer is no summary: ${last.slice(0, 200)}`);
  let summary;
  try {
    summary = JSON.parse(last);
  } catch {
    throw wrong();
  }
  const { execs, findings } = summary ?? {};
  const isFinding = (finding) =>
    typeof finding?.oracle === "string" && [finding.execs, finding.seconds].every(isCount);
  if (!isCount(execs) || !Array.isArray(findings) || !findings.every(isFinding)) throw wrong();
  return { execs, findings };
}

function isCount(value) {
  return typeof value === "number" && value >= 0;
}

/**
 * The first finding kills; its time includes that it was made smaller.
 * @param {import("./verdict.mjs").Summary} summary
 * @returns {import("./verdict.mjs").Outcome}
 */
export function judge({ execs, findings }) {
  const [first] = [...findings].sort((a, b) => a.execs - b.execs);
  if (first === undefined) return { type: "survived", execs };
  return { type: "killed", oracle: first.oracle, execs: first.execs, seconds: first.seconds };
}

/**
 * If 22 of 25 were killed and the clean kernel, where it was run, was silent. What could not be run
 * was not killed.
 * @param {readonly import("./verdict.mjs").Result[]} results
 * @param {import("./verdict.mjs").CleanOutcome} [clean]
 */
export function isEnough(results, clean) {
  return killed(results).length * OF >= results.length * KILLED && (clean?.type ?? "survived") === "survived";
}

/**
 * @param {readonly import("./verdict.mjs").Result[]} results
 * @param {import("./verdict.mjs").CleanOutcome} [clean]
 */
export function asTable(results, clean) {
  const rows = [
    ["MUTANT", "PROTOCOL", "EXPECTED", "KILLED BY", "EXECUTIONS", "SECONDS"],
    ...results.map(({ mutant, outcome }) => [mutant.name, mutant.protocol, mutant.oracle, ...cells(outcome)]),
    ...(clean === undefined ? [] : [["the clean kernel", "all", "none", ...cells(clean)]]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
  const errors = [
    ...results.map(({ mutant, outcome }) => [mutant.name, outcome]),
    ["the clean kernel", clean],
  ]
    .filter(([, outcome]) => outcome?.type === "error")
    .map(([name, { reason }]) => `${name} could not be run: ${reason}`);
  return [...lines, "", ...errors, count(results, clean), ""].join("\n");
}

function cells(outcome) {
  switch (outcome.type) {
    case "killed":
      return [outcome.oracle, String(outcome.execs), outcome.seconds.toFixed(1)];
    case "survived":
      return ["-", String(outcome.execs), ""];
    case "error":
      return ["could not be run", "", ""];
  }
}

function killed(results) {
  return results.filter(({ outcome }) => outcome.type === "killed");
}

function count(results, clean) {
  const silent = { survived: "the clean kernel is silent", killed: "a false alarm on the clean kernel" };
  const parts = [
    `${killed(results).length} of ${results.length} mutants killed`,
    ...(clean?.type in silent ? [silent[clean.type]] : []),
  ];
  return parts.join(", ");
}
