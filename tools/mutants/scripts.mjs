// SPDX-License-Identifier: GPL-2.0

/** Scripts that fail with the mutant of their name, of which no script of the suites fails. */
export const WITNESSES = "test/fuzz/mutants/";

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
  const isWitness = (name) => name.startsWith(WITNESSES);
  return {
    type: "ran",
    total: tests.filter(({ script }) => !isWitness(script)).length,
    failed: failed.filter((name) => !isWitness(name)),
    isWitnessed: failed.some(isWitness),
  };
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
    const { failed, total, isWitnessed } = outcome;
    if (failed.length === 0 && isWitnessed) return `${name}  0 of ${total} tests fail, its witness does`;
    return `${name}  ${failed.length} of ${total} tests fail${failed.length > 0 ? `: ${failed[0]}` : ""}`;
  });
  const unseen = results.filter(({ outcome }) => outcome.type === "ran" && outcome.failed.length === 0);
  const unproved = unseen.filter(({ outcome }) => !outcome.isWitnessed);
  const count = `${unseen.length} of ${results.length} mutants are noticed by no script of the suites`;
  return [...lines, "", `${count}, ${unproved.length} of them by no witness`, ""].join("\n");
}
