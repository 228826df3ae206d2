#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0
/**
 * Proves that `ktest fuzz` finds bugs: builds the kernel with each bug of test/fuzz/mutants/ in turn,
 * runs the fuzzer against it, and tells which oracle has seen it, after how many executions.
 *
 *   node tools/mutants.mjs [--only NAME,…] [--seconds 60] [--seed 1] [--clean] [--json]
 *   node tools/mutants.mjs --build [--only NAME,…] [--clean]
 *   node tools/mutants.mjs --scripts [--only NAME,…] [--json]
 *
 * --only      these mutants; all if absent
 * --seconds   how long the fuzzer has for each; it ends with the first finding
 * --seed      what it is given
 * --clean     runs it against the kernel as it is, too, for 25 times as long
 * --variant   the build of mutants that ask for none: kernel/arch/lib/configs/VARIANT.config
 * --build     only builds the libraries, and prints where they are; they are kept below mutants/ in the cache
 * --scripts   runs scripts-tests/ instead of the fuzzer, and the mutant's own script: how many tests fail
 * --dist      where the compiled sources are; dist/ of this repository if absent
 * --json      an object a line for each mutant, instead of a table
 *
 * The first library takes as long as a kernel does, the others some seconds. Exit code: 0 if at least
 * 22 of 25 are killed and there is no false alarm, with --build if all were built, with --scripts if
 * all ran; 1 if not; 2 if the command is wrong.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { MutantLibraries } from "./mutants/libraries.mjs";
import { readMutants } from "./mutants/patch.mjs";
import { asScriptsTable, judgeScripts, WITNESSES } from "./mutants/scripts.mjs";
import { asTable, isEnough, judge, parseSummary } from "./mutants/verdict.mjs";

const CLEAN_FACTOR = 25;
const MAX_OUTPUT_BYTES = 1 << 28;
const MS_PER_SECOND = 1000;
const MAX_REASON_CHARACTERS = 500;
/** For booting and for shrinking what was found, beyond the time that the fuzzer was given. */
const GRACE_SECONDS = 120;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const options = readOptions();
const dist = resolve(options.dist ?? join(root, "dist"));
const main = join(dist, "bundle/main.js");
const say = (line) => process.stderr.write(`mutants: ${line}\n`);
const { cacheRoot } = await import(pathToFileURL(join(dist, "runner/setup/cache-folder.js")).href);
const { portDigest } = await import(pathToFileURL(join(dist, "cli/kernels/port.js")).href);
const libraries = new MutantLibraries({ root, cache: cacheRoot(), port: portDigest(root), say });

if (options.build) await buildAll();
else if (options.scripts) await runScripts();
else await runFuzzer();

async function buildAll() {
  for (const mutant of [...options.mutants, ...(options.clean ? [undefined] : [])]) {
    const name = mutant?.name ?? "clean";
    const library = await libraryOf(mutant);
    if ("reason" in library) process.exitCode = 1;
    if (options.json) console.log(JSON.stringify({ mutant: name, ...library }));
    else console.log(`${name}\t${library.path ?? `could not be built: ${library.reason}`}`);
  }
}

async function runScripts() {
  const results = [];
  for (const mutant of options.mutants) {
    const library = await libraryOf(mutant);
    const outcome = "reason" in library ? { type: "error", ...library } : scriptsOn(library.path, mutant);
    if (outcome.type === "error") process.exitCode = 1;
    results.push({ mutant, outcome });
    if (options.json) console.log(JSON.stringify({ ...headOf(mutant), ...outcome }));
    else
      say(`${mutant.name}: ${outcome.reason ?? `${outcome.failed.length} of ${outcome.total} tests fail`}`);
  }
  if (!options.json) process.stdout.write(asScriptsTable(results));
}

function scriptsOn(library, { name }) {
  const witness = `${WITNESSES}${name}.pkt`;
  const scripts = ["scripts-tests", ...(existsSync(join(root, witness)) ? [witness] : [])];
  const { stdout, stderr, error, signal } = ktest(
    ["run", "--json", "--strict", "--kernel", library, ...scripts],
    root,
  );
  if (error !== undefined) return { type: "error", reason: error.message };
  if (signal !== null) return { type: "error", reason: `ktest run was ended by ${signal}` };
  return judgeScripts(stdout, stderr);
}

async function runFuzzer() {
  const results = [];
  for (const mutant of options.mutants) {
    const library = await libraryOf(mutant);
    const outcome =
      "reason" in library
        ? { type: "error", ...library }
        : fuzz(mutant.protocol, library.path, options.seconds, "--max-findings", "1");
    results.push({ mutant, outcome });
    if (options.json) console.log(JSON.stringify({ ...headOf(mutant), ...outcome }));
    else say(`${mutant.name}: ${outcome.type}${outcome.oracle ? ` by ${outcome.oracle}` : ""}`);
  }
  const clean = options.clean ? await fuzzClean() : undefined;
  if (!options.json) process.stdout.write(asTable(results, clean));
  else if (clean !== undefined) console.log(JSON.stringify({ mutant: "clean", ...clean }));
  process.exitCode = isEnough(results, clean) ? 0 : 1;
}

async function fuzzClean() {
  const library = await libraryOf(undefined);
  if ("reason" in library) return { type: "error", ...library };
  say(`the clean kernel has ${options.seconds * CLEAN_FACTOR} s`);
  return fuzz("all", library.path, options.seconds * CLEAN_FACTOR);
}

/** In a folder of its own, so that no corpus or finding of another kernel helps. */
function fuzz(protocol, library, seconds, ...more) {
  const folder = mkdtempSync(join(tmpdir(), "ktest-mutants-"));
  try {
    const { stdout, stderr, error, signal } = ktest(
      [
        ...["fuzz", protocol, "--kernel", library, "--max-time", String(seconds), "--seed", options.seed],
        ...["--corpus", join(folder, "corpus"), "--json", ...more],
      ],
      folder,
      (seconds + GRACE_SECONDS) * MS_PER_SECOND,
    );
    if (error !== undefined) return { type: "error", reason: error.message };
    if (signal !== null) return { type: "error", reason: `ktest fuzz was ended by ${signal}` };
    try {
      return judge(parseSummary(stdout));
    } catch (error) {
      const said = stderr.trim().replaceAll("\n", "; ").slice(-MAX_REASON_CHARACTERS);
      return { type: "error", reason: said === "" ? error.message : said };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ktest(args, cwd, timeout) {
  return spawnSync(process.execPath, [main, ...args], {
    cwd,
    timeout,
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Where it is, or why it is not. */
async function libraryOf(mutant) {
  const wanted = mutant === undefined || mutant.variant === "default" ? options.variant : mutant.variant;
  const variant = libraries.hasVariant(wanted) ? wanted : "default";
  if (variant !== wanted) say(`there is no build variant ${wanted} yet: default in its place`);
  try {
    return { path: await libraries.get(mutant, variant) };
  } catch (error) {
    return { reason: error.message };
  }
}

function headOf({ name, protocol, oracle }) {
  return { mutant: name, protocol, expected: oracle };
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string" },
        seconds: { type: "string" },
        seed: { type: "string" },
        variant: { type: "string" },
        dist: { type: "string" },
        clean: { type: "boolean" },
        build: { type: "boolean" },
        scripts: { type: "boolean" },
        json: { type: "boolean" },
      },
    });
    const seconds = Number(values.seconds ?? 60);
    if (!(Number.isFinite(seconds) && seconds > 0))
      throw new Error(`--seconds ${values.seconds}: a number above 0`);
    if (values.build && values.scripts) throw new Error("--build and --scripts exclude each other");
    const mutants = readMutants(join(root, "test/fuzz/mutants"), values.only?.split(","));
    return { ...values, seconds, seed: values.seed ?? "1", variant: values.variant ?? "default", mutants };
  } catch (error) {
    console.error(`mutants: ${error.message}`);
    process.exit(2);
  }
}
