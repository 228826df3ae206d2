#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
/**
 * Runs scripts again and again, and tells whether all runs are the same: verdict, problems, every
 * event of the Trace with its virtual time, and each byte of the captures.
 *
 *   node tools/repeat.mjs [--dist=DIR] [--runs=N] [--boot-every=N] PATH…
 *
 * --dist        where the compiled sources are; dist/ of this repository if absent
 * --runs        100 if absent
 * --boot-every  after how many runs the kernel is booted anew with an empty cache, so that all init
 *               commands run again; 10 if absent; the runs between start from snapshots
 *
 * Each run is told on standard error. Exit code: 0 if all runs are the same, otherwise 1.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const MS_PER_SECOND = 1000;
const LIMITS = { virtualNs: 86_400e9, realMs: 60_000 };

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dist: { type: "string" }, runs: { type: "string" }, "boot-every": { type: "string" } },
});
const load = (path) => import(pathToFileURL(join(resolve(values.dist ?? join(root, "dist")), path)).href);
const [{ TestExecutor }, { planTests }, { findScripts }, { findLibrary }, { constantsFile }] =
  await Promise.all([
    load("runner/index.js"),
    load("cli/plan.js"),
    load("cli/find-scripts.js"),
    load("kernel/library.js"),
    load("cli/constants-file.js"),
  ]);

const runs = Number(values.runs ?? 100);
const bootEvery = Number(values["boot-every"] ?? 10);
const folder = mkdtempSync(join(tmpdir(), "ktest-repeat-"));
const { tests } = await planTests(findScripts(positionals), undefined, join(folder, "captures"));
const library = findLibrary();
const options = {
  library,
  constants: constantsFile(library),
  seed: 0,
  limits: LIMITS,
  isCaching: true,
  options: {},
  defines: [],
  isStrict: false,
  wantsLog: true,
};

/** From a test to the digest of its first run. */
const first = new Map();
const different = new Set();
const verdicts = { pass: 0, fail: 0, error: 0 };
let executor;
const start = performance.now();
for (let run = 0; run < runs; run++) {
  if (run % bootEvery === 0) {
    executor?.close();
    executor = new TestExecutor({ ...options, cacheFolder: join(folder, `cache-${run}`) });
  }
  for (const test of tests) {
    const name = `${test.script} (${test.variant})`;
    const { wallUs: _, ...report } = executor.run(test);
    const digest = createHash("sha256").update(JSON.stringify(report)).update(captureOf(test)).digest("hex");
    if (run === 0) verdicts[report.verdict]++;
    if (run === 0) first.set(name, digest);
    else if (first.get(name) !== digest) different.add(name);
  }
  const seconds = ((performance.now() - start) / MS_PER_SECOND).toFixed(1);
  process.stderr.write(`run ${run + 1} of ${runs} done after ${seconds} s, ${different.size} tests differ\n`);
}
executor?.close();
rmSync(folder, { recursive: true });

for (const name of different) console.log(`not always the same: ${name}`);
const { pass, fail, error } = verdicts;
console.log(
  `${runs} runs of ${tests.length} tests (${pass} pass, ${fail} fail, ${error} cannot run), the kernel booted ` +
    `${Math.ceil(runs / bootEvery)} times: ${different.size} tests differ between runs`,
);
process.exitCode = different.size === 0 ? 0 : 1;

/** Nothing if the test came to no capture; then its report says why. */
function captureOf({ capture }) {
  try {
    const bytes = readFileSync(capture);
    rmSync(capture);
    return bytes;
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return "";
  }
}
