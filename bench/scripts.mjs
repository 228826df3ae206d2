// SPDX-License-Identifier: GPL-2.0
/** The scripts that come with the kernel: running them in all their variants. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FOLDER, makeExecutor, runAll, scripts } from "./kernel-scripts.mjs";
import { time, timeAsync } from "./measure.mjs";
import { root } from "./place.mjs";

const SMALL = "tcp_slow_start_slow-start-ack-per-1pkt.pkt";

/** @returns {Promise<import("./measure.mjs").Figure[]>} */
export async function measureScripts() {
  const scratch = mkdtempSync(join(tmpdir(), "ktest-bench-"));
  try {
    return await measure(scratch);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/**
 * "First" is the first time on a machine or after a change: the scripts' commands run. Later runs
 * find snapshots that an earlier one has left. Both are what a process takes that has just started.
 * @param {string} scratch  an empty folder
 * @returns {Promise<import("./measure.mjs").Figure[]>}
 */
async function measure(scratch) {
  const tests = `${scripts().length} scripts × variants`;
  const one = [join(FOLDER, SMALL), "--variant", "ipv4"];
  const cache = join(scratch, "kept");
  const first = inNewProcesses(5, () => emptyFolder(scratch));
  mkdirSync(cache);
  inNewProcesses(1, () => cache);
  return [
    { name: `${tests} after start-up, first run`, unit: "s", samples: first },
    {
      name: `${tests} after start-up, later runs`,
      unit: "s",
      samples: inNewProcesses(5, () => cache),
      target: 0.5,
    },
    { name: `${tests}, again in the same process`, unit: "s", samples: inProcess(), target: 0.5 },
    { name: "ktest run, one test, first run", unit: "s", samples: await command(undefined, ...one) },
    { name: "ktest run, one test, later runs", unit: "s", samples: await command(scratch, ...one) },
    { name: `ktest run, ${tests}, first run`, unit: "s", samples: await command(undefined, FOLDER) },
    { name: `ktest run, ${tests}, later runs`, unit: "s", samples: await command(scratch, FOLDER) },
  ];
}

/** @param {string} scratch */
function emptyFolder(scratch) {
  return mkdtempSync(join(scratch, "empty-"));
}

/**
 * @param {number} runs
 * @param {() => string} cacheFolder
 */
function inNewProcesses(runs, cacheFolder) {
  const program = join(root, "bench/first-run.mjs");
  return Array.from({ length: runs }, () =>
    Number(execFileSync(process.execPath, [program, cacheFolder()], { encoding: "utf8" })),
  );
}

/** What is left when all prologues are known. */
function inProcess() {
  const executor = makeExecutor();
  runAll(executor);
  const samples = time(10, () => runAll(executor));
  executor.close();
  return samples;
}

/**
 * @param {string | undefined} kept  cache folder, which the first run fills; undefined: nothing is kept
 * @param {readonly string[]} args  of `ktest run`
 */
async function command(kept, ...args) {
  const program = [join(root, "dist/bundle/main.js"), "run", ...args];
  const cache = kept === undefined ? { KTEST_NO_CACHE: "1" } : { KTEST_CACHE: kept };
  const env = { ...process.env, ...cache };
  const run = () =>
    /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, program, { env, stdio: ["ignore", "ignore", "inherit"] });
        child.on("close", (status) => {
          if (status === 0) resolve();
          else reject(new Error(`ktest run ended with ${status}`));
        });
      })
    );
  if (kept !== undefined) await run();
  return timeAsync(5, run);
}
