// SPDX-License-Identifier: GPL-2.0

/** How the oracle calls the one run of a tool that was given a script and no arguments. */
export const DEFAULT_VARIANT = "default";

/**
 * Compares what ktest says about tests with what a reference tool says about them.
 * @param {readonly import("./compare.mjs").OracleRow[]} oracle
 * @param {readonly import("./compare.mjs").Report[]} reports  as `ktest run --json` prints them
 * @param {readonly import("./compare.mjs").Explanation[]} explanations
 * @param {"differences" | "failures"} explains  what is to be explained
 * @returns {import("./compare.mjs").Comparison}
 */
export function compare(oracle, reports, explanations, explains) {
  const root = commonFolder(reports.map(({ script }) => script));
  const rest = new Set(reports);
  const [tests, missing, excluded] = [[], [], []];
  for (const expected of oracle) {
    const actual = findReport(expected, reports);
    if (actual === undefined) {
      const isExcluded = expected.verdict !== "pass" && reports.some(isOf(expected));
      (isExcluded ? excluded : missing).push(expected);
      continue;
    }
    rest.delete(actual);
    const script = actual.script.slice(root.length).replace(/\.pkt$/, "");
    tests.push({ script, variant: expected.variant, expected, actual });
  }
  const explained = tests
    .filter((test) => isInQuestion(test, explains))
    .map((test) => ({ ...test, explanation: explanations.find((candidate) => covers(candidate, test)) }));
  return {
    tests,
    explained,
    missing,
    excluded,
    extra: [...rest],
    worse: tests.filter(({ expected, actual }) => expected.verdict === "pass" && actual.verdict !== "pass"),
    unexplained: explained.filter(({ explanation }) => explanation === undefined),
    unneeded: explanations.flatMap((explanation) =>
      explanation.scripts
        .filter(
          (script) => !explained.some((test) => test.explanation === explanation && test.script === script),
        )
        .map((script) => `${script}${explanation.variants ? ` (${explanation.variants.join(", ")})` : ""}`),
    ),
  };
}

/** @param {import("./compare.mjs").Comparison} comparison */
export function isClean({ missing, extra, worse, unexplained, unneeded }) {
  return [missing, extra, worse, unexplained, unneeded].every(({ length }) => length === 0);
}

/** @param {Pick<import("./compare.mjs").Test, "expected" | "actual">} test */
export function isSameVerdict({ expected, actual }) {
  return (expected.verdict === "pass") === (actual.verdict === "pass");
}

/** Both fail, at lines that are known and not the same. */
export function isOtherLine({ expected, actual }) {
  const bothFail = expected.verdict !== "pass" && actual.verdict !== "pass";
  return bothFail && expected.line !== undefined && expected.line !== actual.line;
}

function isInQuestion(test, explains) {
  if (explains === "failures") return test.actual.verdict !== "pass";
  return !isSameVerdict(test) || isOtherLine(test);
}

function covers({ scripts, variants }, { script, variant }) {
  return scripts.includes(script) && (variants === undefined || variants.includes(variant));
}

/** The report of the test; undefined if there is none, or no telling which. */
function findReport(row, reports) {
  const found = reports.filter(
    (report) => (row.variant === DEFAULT_VARIANT || report.variant === row.variant) && isOf(row)(report),
  );
  return found.length === 1 ? found[0] : undefined;
}

function isOf({ script }) {
  return (report) => report.script === script || report.script.endsWith(`/${script}`);
}

/** The folder that all paths have in common, with its slash. */
function commonFolder(paths) {
  const [first = "", ...others] = paths.map((path) => path.slice(0, path.lastIndexOf("/") + 1));
  let folder = first;
  while (!others.every((path) => path.startsWith(folder)))
    folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  return folder;
}
