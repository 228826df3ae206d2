#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
/**
 * Runs ktest over public suites and compares its verdicts with those of their own tools.
 *
 *   node tools/conformance.mjs [--dist=DIR] [--markdown] SUITE FOLDER ORACLE.tsv [SUITE FOLDER ORACLE.tsv …]
 *
 * SUITE       a name of tools/conformance/suites.mjs: google, nplab, mptcp, kernel
 * FOLDER      its scripts; kernel:PATH for those of the kernel's source
 * ORACLE.tsv  one row for each test, columns named in the first line: script, variant, verdict
 *             (pass, fail, or timing: fails by time alone), message and, if it is there, line.
 *             The variant `default` is a run with the script's own options alone.
 * --dist      where the compiled sources are; dist/ of this repository if absent
 * --markdown  docs/conformance.md on standard output, instead of a list for people at a terminal
 *
 * Exit code: 0 if no test is worse than with its own tool, and all that is to be explained is
 * explained in tools/conformance/ and nothing else; otherwise 1.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compare, DEFAULT_VARIANT, isClean } from "./conformance/compare.mjs";
import { asMarkdown, asText } from "./conformance/format.mjs";
import { parseOracle } from "./conformance/oracle.mjs";
import { SUITES } from "./conformance/suites.mjs";

const MAX_OUTPUT_BYTES = 1 << 28;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dist: { type: "string" }, markdown: { type: "boolean" } },
});
const main = join(resolve(values.dist ?? join(root, "dist")), "bundle/main.js");

const results = [];
for (let at = 0; at < Math.max(1, positionals.length); at += 3) {
  const [name, folder, oracle] = positionals.slice(at, at + 3);
  const suite = SUITES.find((candidate) => candidate.name === name);
  if (suite === undefined || oracle === undefined) {
    const names = SUITES.map((candidate) => candidate.name).join("|");
    console.error(
      `usage: node tools/conformance.mjs [--dist=DIR] [--markdown] (${names}) FOLDER ORACLE.tsv …`,
    );
    process.exit(2);
  }
  const rows = parseOracle(readFileSync(oracle, "utf8"));
  const comparison = compare(rows, reports(folder, rows), suite.explanations, suite.explains);
  results.push({ suite, comparison });
}
process.stdout.write(values.markdown ? asMarkdown(results) : results.map(asText).join("\n"));
process.exitCode = results.every(({ comparison }) => isClean(comparison)) ? 0 : 1;

/** Runs the scripts in the ways that the oracle knows. */
function reports(folder, rows) {
  const variants = [...new Set(rows.map(({ variant }) => variant))];
  const how = variants.includes(DEFAULT_VARIANT)
    ? ["--packetdrill", ...scriptsBelow(folder)]
    : ["--variant", variants.join(","), folder];
  const run = spawnSync(process.execPath, [main, "run", "--json", ...how], {
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (run.error !== undefined) throw run.error;
  return run.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

function scriptsBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".pkt"))
    .sort()
    .map((name) => join(folder, name));
}
