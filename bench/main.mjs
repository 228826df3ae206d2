// SPDX-License-Identifier: GPL-2.0
/**
 * Figures of ktest: medians and their spread, beside what they should be. The text of --help is below.
 *
 * Groups, in this order:
 *	language     parsing and checking scripts
 *	kernel       the library through the addon: boot, snapshots, packets, system calls
 *	loopback     the same system calls on an instance and on this machine's kernel
 *	script       a script of 20 events over and over, and where its CPU time goes
 *	scripts      the scripts that come with the kernel
 *	suites       scripts-tests/, and the suite of --suite
 *	packetdrill  that suite, beside real packetdrill
 *	fuzz         a program of the fuzzer: making, running, judging it
 *	engine       the same programs under libFuzzer
 *	memory       workers after a suite, growth over restores
 *	rebuild      from an edit of the kernel to verdicts
 *	build        from nothing
 *
 * What cannot be measured on a machine keeps its row, which then says why.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureCleanBuild, measureRebuild } from "./build.mjs";
import { measureEngine } from "./engine.mjs";
import { measureFuzz } from "./fuzz.mjs";
import { measureKernel } from "./kernel.mjs";
import { measureLanguage } from "./language.mjs";
import { measureLoopback } from "./loopback.mjs";
import { describeMachine, machineLine } from "./machine.mjs";
import { reasonOf, summarize } from "./measure.mjs";
import { measureMemory } from "./memory.mjs";
import { measurePacketdrill } from "./packetdrill.mjs";
import { root } from "./place.mjs";
import { measureScript } from "./script.mjs";
import { measureScripts } from "./scripts.mjs";
import { measureSuites } from "./suites.mjs";
import { markdownTable, textTable } from "./table.mjs";

/** @typedef {import("./measure.mjs").Figure} Figure */

const HELP = `usage: npm run bench -- [options]

Measures ktest on this machine, some ten minutes. What is on the machine beside it is in the figures.

  --only GROUP[,GROUP]  only these: language, kernel, loopback, script, scripts, suites,
                        packetdrill, fuzz, engine, memory, rebuild, build
  --suite DIR           also a suite of others, such as google's gtests/net/tcp
  --packetdrill PROGRAM also that suite with real packetdrill: as root, on a machine with a tun
                        device; one test after the other in real time
  --every N             packetdrill runs each N-th test alone: a whole suite takes it ten minutes
  --build               also builds the library from nothing, twice: some minutes
  --json                prints JSON, every single sample in it, which build/bench.json gets anyway
  --markdown            prints what bench/RESULTS.md holds
  --help                prints this
`;

/** A mistake of the user's: a line, and no stack. */
class UsageError extends Error {}

/** @type {import("node:util").ParseArgsConfig & { readonly options: object }} */
const CONFIG = {
  options: {
    build: { type: "boolean" },
    every: { type: "string" },
    help: { type: "boolean" },
    json: { type: "boolean" },
    markdown: { type: "boolean" },
    only: { type: "string" },
    packetdrill: { type: "string" },
    suite: { type: "string" },
  },
};

/**
 * @typedef {object} Options
 * @property {boolean} [build]
 * @property {string} [every]
 * @property {boolean} [help]
 * @property {boolean} [json]
 * @property {boolean} [markdown]
 * @property {string} [only]
 * @property {string} [packetdrill]
 * @property {string} [suite]
 */

/** @returns {Options} */
function readOptions() {
  try {
    return parseArgs(CONFIG).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {Options} options
 * @returns {Readonly<Record<string, () => Figure[] | Promise<Figure[]>>>}
 */
function groupsOf({ suite, packetdrill, every = "1" }) {
  const step = Number(every);
  if (!Number.isInteger(step) || step < 1)
    throw new UsageError(`--every takes a number from 1, not ${every}`);
  if (packetdrill !== undefined && suite === undefined)
    throw new UsageError("--packetdrill needs --suite DIR, the scripts that both are to run");
  return {
    language: measureLanguage,
    kernel: measureKernel,
    loopback: measureLoopback,
    script: measureScript,
    scripts: measureScripts,
    suites: () => measureSuites(suite),
    packetdrill: () => besidePacketdrill(packetdrill, suite, step),
    fuzz: measureFuzz,
    engine: measureEngine,
    memory: measureMemory,
    rebuild: measureRebuild,
    build: measureCleanBuild,
  };
}

/**
 * @param {string | undefined} program
 * @param {string | undefined} suite
 * @param {number} every
 * @returns {Promise<Figure[]>}
 */
async function besidePacketdrill(program, suite, every) {
  /** @param {string} missing */
  const row = (missing) => [
    { name: "beside packetdrill", unit: /** @type {const} */ ("×"), samples: [], missing },
  ];
  if (program === undefined || suite === undefined) return row("takes --packetdrill PROGRAM --suite DIR");
  try {
    return await measurePacketdrill(program, suite, every);
  } catch (error) {
    return row(reasonOf(error));
  }
}

/**
 * @param {Options} options
 * @param {readonly string[]} names  of all groups
 */
function wantedGroups({ only, build = false }, names) {
  if (only === undefined) return new Set(names.filter((name) => name !== "build" || build));
  const wanted = only.split(",");
  for (const name of wanted)
    if (!names.includes(name)) throw new UsageError(`--only: no group ${name}, but ${names.join(", ")}`);
  return new Set(wanted);
}

async function main() {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const groups = groupsOf(options);
  const wanted = wantedGroups(options, Object.keys(groups));
  const machine = describeMachine();
  /** @type {Figure[]} */
  const figures = [];
  for (const [name, measure] of Object.entries(groups)) {
    if (!wanted.has(name)) continue;
    process.stderr.write(`measuring: ${name}\n`);
    figures.push(...(await measure()));
  }
  const results = figures.map((figure) => ({ ...figure, ...summarize(figure.samples) }));
  const json = `${JSON.stringify({ machine, results }, undefined, 1)}\n`;
  writeFileSync(join(root, "build/bench.json"), json);
  const text = `${machineLine(machine)}\n\n${textTable(figures)}\n`;
  const markdown = `# Figures\n\n\`npm run bench\` on ${machineLine(machine)}.\n\n${markdownTable(figures)}\n`;
  process.stdout.write(options.json ? json : options.markdown ? markdown : text);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 2;
}
