// SPDX-License-Identifier: GPL-2.0

/** @param {import("./compare.mjs").Comparison} comparison */
export function asText(comparison) {
  const { verdicts, lines, missing, extra } = comparison;
  return [
    ...verdicts.map((difference) => `verdict: ${inWords(difference)}`),
    ...lines.map((difference) => `line: ${inWords(difference)}`),
    ...missing.map(({ script, variant }) => `not run: ${script} ${variant}`),
    ...extra.map(
      ({ script, variant, message }) => `not in the oracle: ${script} ${variant ?? ""} ${message}`,
    ),
    ...counts(comparison).map(([what, count]) => `${what}: ${count}`),
    "",
  ].join("\n");
}

function inWords({ expected, actual, explanation }) {
  return [
    `${expected.script} ${expected.variant}${explanation === undefined ? " (not explained)" : ""}`,
    `  packetdrill: ${outcome(expected)}`,
    `  ktest:       ${outcome(actual)}`,
  ].join("\n");
}

function outcome({ verdict, line, message }) {
  if (verdict === "pass") return verdict;
  return `${verdict}${line ? ` at line ${line}` : ""}: ${message}`;
}

function counts({ tests, sameVerdict, bothFail, sameLine, withoutLine, missing, extra, unexplained }) {
  return [
    ["tests (script × variant)", tests],
    ["same verdict", sameVerdict],
    ["other verdict", tests - sameVerdict - missing.length],
    ["fail in both", bothFail],
    ["… and at the same line", sameLine],
    ["… and packetdrill names no line", withoutLine],
    ["not run", missing.length],
    ["run, and not in the oracle", extra.length],
    ["not explained", unexplained.length],
  ];
}

/** @param {import("./compare.mjs").Comparison} comparison */
export function asMarkdown(comparison) {
  const { verdicts, lines } = comparison;
  return `<!-- SPDX-License-Identifier: GPL-2.0 -->
<!-- Written by tools/conformance.mjs; what it says about differences is in tools/conformance/explanations.mjs. -->
# Conformance

The reference suite of the field is \`gtests/net/tcp\` of google/packetdrill. An oracle has, for each
script and variant, the verdict of packetdrill on a real Linux 6.12.117 with HZ=1000; ktest runs the
same scripts on the same kernel as a library. \`fail\` and \`timing\` (fails by time alone) of packetdrill
count as the same as a fail or an error of ktest. This page is written by

\`\`\`
node tools/conformance.mjs --markdown SUITE ORACLE.tsv > docs/conformance.md
\`\`\`

| | |
|---|--:|
${counts(comparison)
  .map(([what, count]) => `| ${what} | ${count} |`)
  .join("\n")}

ktest runs each script in the variants of packetdrill's \`run_all.py\`, whose command lines win over
addresses that a script names in its own option lines, as they do in packetdrill. To run a script with
its own options alone, use \`ktest run --packetdrill\`.

That all this is the same in each run, to the last event of the Trace and the last byte of the captures,
is what \`node tools/repeat.mjs --runs=100 SUITE\` checks.

## Other verdicts

${section(verdicts)}
## Other lines

${section(lines)}`;
}

/** Differences of one script together. */
function section(differences) {
  if (differences.length === 0) return "None.\n";
  const scripts = groups(differences);
  return [...scripts].map(([script, group]) => entry(script, group)).join("\n");
}

function groups(differences) {
  const scripts = new Map();
  for (const difference of differences) {
    const { script } = difference.expected;
    scripts.set(script, [...(scripts.get(script) ?? []), difference]);
  }
  return scripts;
}

function entry(script, group) {
  const [{ expected, actual, explanation }] = group;
  const variants = group.map((difference) => difference.expected.variant).join(", ");
  return `### ${script} (${variants})

* packetdrill: ${code(outcome(expected))}
* ktest: ${code(outcome(actual))}

${explanation?.text ?? "Not explained."}
`;
}

function code(text) {
  return text.includes("`") ? text.replaceAll("`", "'") : `\`${text}\``;
}
