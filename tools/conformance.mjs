#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
/**
 * Runs ktest over a public suite and compares its verdicts with those of the reference tool.
 *
 *   node tools/conformance.mjs [--dist=DIR] [--markdown] SUITE ORACLE.tsv
 *
 * SUITE       folder of scripts
 * ORACLE.tsv  one row for each test, columns named in the first line: script, variant, verdict
 *             (pass, fail, or timing: fails by time alone), message and, if it is there, line
 * --dist      where the compiled sources are; dist/ of this repository if absent
 * --markdown  docs/conformance.md on standard output, instead of a list for people at a terminal
 *
 * Exit code: 0 if each difference is explained in tools/conformance/explanations.mjs, otherwise 1.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compare } from "./conformance/compare.mjs";
import { EXPLANATIONS } from "./conformance/explanations.mjs";
import { asMarkdown, asText } from "./conformance/format.mjs";
import { parseOracle } from "./conformance/oracle.mjs";

const MAX_OUTPUT_BYTES = 1 << 28;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dist: { type: "string" }, markdown: { type: "boolean" } },
});
const [suite, oracle] = positionals;
if (suite === undefined || oracle === undefined) {
  console.error("usage: node tools/conformance.mjs [--dist=DIR] [--markdown] SUITE ORACLE.tsv");
  process.exit(2);
}

const main = join(resolve(values.dist ?? join(root, "dist")), "cli/main.js");
const run = spawnSync(process.execPath, [main, "run", "--json", suite], {
  encoding: "utf8",
  maxBuffer: MAX_OUTPUT_BYTES,
  stdio: ["ignore", "pipe", "inherit"],
});
if (run.error !== undefined) throw run.error;
const reports = run.stdout
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line));

const comparison = compare(parseOracle(readFileSync(oracle, "utf8")), reports, EXPLANATIONS);
process.stdout.write(values.markdown ? asMarkdown(comparison) : asText(comparison));
process.exitCode = comparison.unexplained.length === 0 ? 0 : 1;
