// SPDX-License-Identifier: GPL-2.0
import { isOtherLine, isSameVerdict } from "./compare.mjs";

/** @param {import("./format.mjs").Result} result */
export function asText({ suite, comparison }) {
  const { explained, missing, extra, worse, unneeded } = comparison;
  return [
    `== ${suite.name}`,
    ...explained.filter((test) => !test.explanation).map((test) => `not explained: ${inWords(test)}`),
    ...worse.map((test) => `worse: ${inWords(test)}`),
    ...missing.map(({ script, variant }) => `not run: ${script} ${variant}`),
    ...extra.map(
      ({ script, variant, message }) => `not in the oracle: ${script} ${variant ?? ""} ${message}`,
    ),
    ...unneeded.map((script) => `explained without need: ${script}`),
    ...COUNTS.map(([what, count]) => `${what}: ${count(comparison)}`),
    "",
  ].join("\n");
}

function inWords({ script, variant, expected, actual }) {
  return [
    `${script} ${variant}`,
    `  packetdrill: ${outcome(expected)}`,
    `  ktest:       ${outcome(actual)}`,
  ].join("\n");
}

function outcome({ verdict, line, message }) {
  if (verdict === "pass") return verdict;
  return `${verdict}${line ? ` at line ${line}` : ""}: ${message}`;
}

const passes = ({ verdict }) => verdict === "pass";
const fail = ({ tests }) => tests.filter(({ expected, actual }) => !passes(expected) && !passes(actual));

/** Rows of the table: what is counted, and how. */
const COUNTS = [
  ["tests (script × variant)", ({ tests, missing }) => tests.length + missing.length],
  ["pass with their own tool", ({ tests }) => tests.filter(({ expected }) => passes(expected)).length],
  ["pass in ktest", ({ tests }) => tests.filter(({ actual }) => passes(actual)).length],
  ["pass with their own tool, and not in ktest", ({ worse }) => worse.length],
  ["same verdict", ({ tests }) => tests.filter(isSameVerdict).length],
  ["fail in both", (comparison) => fail(comparison).length],
  ["… at another line", (comparison) => fail(comparison).filter(isOtherLine).length],
  ["not run: the name is for another IP version", ({ excluded }) => excluded.length],
  ["not explained", ({ unexplained }) => unexplained.length],
];

/** @param {readonly import("./format.mjs").Result[]} results */
export function asMarkdown(results) {
  const suites = results.map(({ suite }) => suite.name);
  return `<!-- SPDX-License-Identifier: GPL-2.0 -->
<!-- Written by tools/conformance.mjs; the explanations are in tools/conformance/. -->
# Conformance

What ktest says about public suites, beside what their own tools say on a real Linux 6.12.117 with HZ=1000:
an oracle has the verdict of the tool for each script and variant. ktest runs the same scripts on the same
kernel as a library. This page is written by

\`\`\`
node tools/conformance.mjs --markdown SUITE FOLDER ORACLE.tsv … > docs/conformance.md
\`\`\`

which fails if a test is worse than with its own tool, or not explained, or explained without need.

| | ${suites.join(" | ")} |
|---|${suites.map(() => "--:").join("|")}|
${COUNTS.map(([what, count]) => `| ${what} | ${results.map(({ comparison }) => count(comparison)).join(" | ")} |`).join("\n")}

\`fail\`, \`error\` and \`timing\` (fails by time alone) count as the same. That all this is the same in each run, to
the last event of the Trace and the last byte of the captures, is what \`node tools/repeat.mjs --runs=100 FOLDER\`
checks.

${results.map(part).join("\n")}`;
}

function part({ suite, comparison }) {
  const entries = grouped(comparison.explained, ({ explanation }) => explanation);
  return `## ${suite.title}

${suite.text}
${[...entries].map(([explanation, tests]) => `\n${entry(explanation, tests)}`).join("")}`;
}

function entry(explanation, tests) {
  const [{ expected, actual }] = tests;
  const scripts = [...grouped(tests, ({ script }) => script)].map(
    ([script, group]) => `\`${script}\`${variantsOf(group)}`,
  );
  const isOne = scripts.length === 1;
  const what = isSameVerdict(tests[0])
    ? [`ktest: ${code(outcome(actual))}`]
    : [`packetdrill: ${code(outcome(expected))}`, `ktest: ${code(outcome(actual))}`];
  return `### ${explanation?.title ?? scripts.join(", ")}

${isOne ? what.map((line) => `* ${line}\n`).join("") : ""}${explanation?.title === undefined ? "" : `${isOne ? "\n" : ""}${scripts.join(", ")}\n`}
${explanation?.text ?? "Not explained."}
`;
}

/** In brackets, unless there is but one for each script. */
function variantsOf(tests) {
  const variants = tests.map(({ variant }) => variant);
  return variants.includes("default") ? "" : ` (${variants.join(", ")})`;
}

function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function code(text) {
  return text.includes("`") ? text.replaceAll("`", "'") : `\`${text}\``;
}
