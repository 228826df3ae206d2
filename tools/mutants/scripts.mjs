// SPDX-License-Identifier: GPL-2.0

/**
 * Reads what `ktest run --json` has printed.
 * @param {string} output
 * @param {string} errors  its standard error
 * @returns {import("./scripts.mjs").ScriptsOutcome}
 */
export function judgeScripts(output, errors) {
  const tests = output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .filter(({ verdict }) => verdict !== undefined);
  if (tests.length === 0)
    return { type: "error", reason: errors.trimEnd().split("\n").at(-1) || "no test ran" };
  const failed = tests
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ script, variant }) => `${script} (${variant})`);
  return { type: "ran", total: tests.length, failed };
}

/**
 * How many tests fail of each mutant, with the first of them, and what no script notices.
 * @param {readonly import("./scripts.mjs").ScriptsResult[]} results
 */
export function asScriptsTable(results) {
  const width = Math.max(...results.map(({ mutant }) => mutant.name.length), 0);
  const lines = results.map(({ mutant, outcome }) => {
    const name = mutant.name.padEnd(width);
    if (outcome.type === "error") return `${name}  could not be run: ${outcome.reason}`;
    const { failed, total } = outcome;
    return `${name}  ${failed.length} of ${total} tests fail${failed.length > 0 ? `: ${failed[0]}` : ""}`;
  });
  const unseen = results.filter(({ outcome }) => outcome.type === "ran" && outcome.failed.length === 0);
  return [...lines, "", `${unseen.length} of ${results.length} mutants are noticed by no script`, ""].join(
    "\n",
  );
}
