// SPDX-License-Identifier: GPL-2.0
/**
 * One script over and over in one process: restore, run, verdict. Its parse is cached.
 *
 *	node --expose-gc bench/script-loop.mjs BATCHES
 *
 * When it is warm it prints a line; with BATCHES 0 it then runs until it is killed, for a profiler.
 * Otherwise a second line is JSON, see {@link Loop}.
 */
import { fileURLToPath } from "node:url";
import { makeExecutor } from "./kernel-scripts.mjs";
import { residentBytes } from "./resident.mjs";

/**
 * @typedef {object} Loop
 * @property {readonly number[]} perSecond     scripts in a second, one value a batch
 * @property {readonly number[]} perCpuSecond  the same, of CPU time of all threads
 * @property {number} grownBytes               by which the process is larger than when it was warm
 * @property {number} runs                     scripts in all batches
 */

const SCRIPT = fileURLToPath(new URL("typical.pkt", import.meta.url));
const WARM = 5000;
const BATCH = 2000;

const executor = makeExecutor();

/** @param {number} runs */
function run(runs) {
  for (let i = 0; i < runs; i++) {
    const { verdict, problems } = executor.run({ script: SCRIPT, variant: "ipv4" });
    if (verdict !== "pass") throw new Error(`${SCRIPT}: ${verdict}, ${problems[0]?.diagnostic.message}`);
  }
}

function resident() {
  globalThis.gc?.();
  return residentBytes();
}

run(WARM);
const before = resident();
process.stdout.write("warm\n");
const batches = Number(process.argv[2]);
while (batches === 0) run(BATCH);

const perSecond = [];
const perCpuSecond = [];
for (let batch = 0; batch < batches; batch++) {
  const [start, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
  run(BATCH);
  perSecond.push((BATCH * 1e9) / Number(process.hrtime.bigint() - start));
  const { user, system } = process.cpuUsage(cpu);
  perCpuSecond.push((BATCH * 1e6) / (user + system));
}
const grownBytes = resident() - before;
executor.close();
process.stdout.write(`${JSON.stringify({ perSecond, perCpuSecond, grownBytes, runs: batches * BATCH })}\n`);
