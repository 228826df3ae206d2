// SPDX-License-Identifier: GPL-2.0

/**
 * Compares what ktest says about tests with what the reference tool says about them.
 * @param {readonly import("./compare.mjs").OracleRow[]} oracle
 * @param {readonly import("./compare.mjs").Report[]} reports  as `ktest run --json` prints them
 * @param {readonly import("./compare.mjs").Explanation[]} explanations
 * @returns {import("./compare.mjs").Comparison}
 */
export function compare(oracle, reports, explanations) {
  const rest = new Set(reports);
  const result = { tests: oracle.length, sameVerdict: 0, bothFail: 0, sameLine: 0, withoutLine: 0 };
  const [verdicts, lines, missing] = [[], [], []];
  for (const expected of oracle) {
    const actual = findReport(expected, reports);
    if (actual === undefined) {
      missing.push(expected);
      continue;
    }
    rest.delete(actual);
    const explanation = explanations.find(
      ({ script, variants }) =>
        script === expected.script && (variants === undefined || variants.includes(expected.variant)),
    );
    const difference = { expected, actual, explanation };
    if ((expected.verdict === "pass") !== (actual.verdict === "pass")) {
      verdicts.push(difference);
      continue;
    }
    result.sameVerdict++;
    if (expected.verdict === "pass") continue;
    result.bothFail++;
    if (expected.line === undefined) result.withoutLine++;
    else if (expected.line === actual.line) result.sameLine++;
    else lines.push(difference);
  }
  const differences = [...verdicts, ...lines];
  return {
    ...result,
    verdicts,
    lines,
    missing,
    extra: [...rest],
    unexplained: [...differences.filter(({ explanation }) => explanation === undefined), ...missing, ...rest],
  };
}

/** The report of the test; undefined if there is none, or no telling which. */
function findReport({ script, variant }, reports) {
  const found = reports.filter(
    (report) =>
      report.variant === variant && (report.script === script || report.script.endsWith(`/${script}`)),
  );
  return found.length === 1 ? found[0] : undefined;
}
