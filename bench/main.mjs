// SPDX-License-Identifier: GPL-2.0
/**
 * Figures of ktest: medians and their spread, beside what they should be.
 *
 *	npm run bench -- [--build] [--only GROUP] [--markdown]
 *	npm run bench -- --packetdrill PROGRAM --suite DIR [--every N] [--markdown]
 *
 * --build     also builds the library from nothing, twice: some minutes
 * --only      one group: language, kernel, scripts, rebuild, build
 * --packetdrill, --suite  only a suite, beside real packetdrill: as root, on a machine with a tun device
 * --every     packetdrill runs each N-th test alone: a whole suite takes it ten minutes
 * --markdown  prints what bench/RESULTS.md holds
 *
 * The group rebuild compiles one file and links the library anew, with the same bytes; there should
 * be no other build beside it. build/bench.json gets every single sample.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureCleanBuild, measureRebuild } from "./build.mjs";
import { measureKernel } from "./kernel.mjs";
import { measureLanguage } from "./language.mjs";
import { describeMachine, machineLine } from "./machine.mjs";
import { summarize } from "./measure.mjs";
import { measurePacketdrill } from "./packetdrill.mjs";
import { root } from "./place.mjs";
import { measureScripts } from "./scripts.mjs";
import { markdownTable, textTable } from "./table.mjs";

/** @type {Readonly<Record<string, () => import("./measure.mjs").Figure[] | Promise<import("./measure.mjs").Figure[]>>>} */
const GROUPS = {
  language: measureLanguage,
  kernel: measureKernel,
  scripts: measureScripts,
  rebuild: measureRebuild,
  build: measureCleanBuild,
};

const { values: options } = parseArgs({
  options: {
    build: { type: "boolean", default: false },
    only: { type: "string" },
    packetdrill: { type: "string" },
    suite: { type: "string" },
    every: { type: "string", default: "1" },
    markdown: { type: "boolean", default: false },
  },
});
if (options.only !== undefined && !Object.hasOwn(GROUPS, options.only))
  throw new Error(`--only takes one of ${Object.keys(GROUPS).join(", ")}`);

if ((options.packetdrill === undefined) !== (options.suite === undefined))
  throw new Error("--packetdrill PROGRAM and --suite DIR go together");

const machine = describeMachine();
const figures = [];
if (options.packetdrill !== undefined && options.suite !== undefined)
  figures.push(...(await measurePacketdrill(options.packetdrill, options.suite, Number(options.every))));
else
  for (const [name, measure] of Object.entries(GROUPS)) {
    const isWanted = options.only === undefined ? name !== "build" || options.build : name === options.only;
    if (!isWanted) continue;
    process.stderr.write(`measuring: ${name}\n`);
    figures.push(...(await measure()));
  }

const results = figures.map((figure) => ({ ...figure, ...summarize(figure.samples) }));
writeFileSync(join(root, "build/bench.json"), `${JSON.stringify({ machine, results }, undefined, 1)}\n`);
if (options.markdown) {
  process.stdout.write(
    `# Figures\n\n\`npm run bench\` on ${machineLine(machine)}.\n\n${markdownTable(figures)}\n`,
  );
} else {
  process.stdout.write(`${machineLine(machine)}\n\n${textTable(figures)}\n`);
}
