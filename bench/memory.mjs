// SPDX-License-Identifier: GPL-2.0
/** What workers take, and whether an instance that is restored over and over takes more and more. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./place.mjs";
import { residentBytes } from "./resident.mjs";

const RESTORES = 100_000;
const LIMIT = 120e6;
/** Less is the allocators' and V8's own: one page for every hundredth restore would be four times that. */
const GROWTH = 1e6;
const INTERVAL_MS = 10;

/** @returns {Promise<import("./measure.mjs").Figure[]>} */
export async function measureMemory() {
  const suite = join(root, "scripts-tests");
  return [
    {
      name: "memory of a worker that has run scripts-tests/ alone, at most",
      unit: "B",
      samples: [await workerPeak(suite), await workerPeak(suite), await workerPeak(suite)],
      target: LIMIT,
    },
    {
      name: `growth over ${RESTORES.toLocaleString("en")} restores after TCP exchanges`,
      unit: "B",
      samples: [growth(), growth(), growth()],
      target: GROWTH,
    },
  ];
}

function growth() {
  const args = ["--expose-gc", join(root, "bench/restores.mjs"), String(RESTORES)];
  return Number(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

/**
 * The kernel keeps the highest value of each process, so that only the last moments can be missed.
 * @param {string} suite
 */
async function workerPeak(suite) {
  const args = [join(root, "dist/bundle/main.js"), "run", "--workers", "1", suite];
  const ktest = spawn(process.execPath, args, { stdio: "ignore" });
  let peak = 0;
  const timer = setInterval(() => {
    for (const pid of workersOf(ktest.pid ?? 0)) peak = Math.max(peak, peakOf(pid));
  }, INTERVAL_MS);
  const [status] = await once(ktest, "close");
  clearInterval(timer);
  if (status !== 0) throw new Error(`ktest run ended with ${status}`);
  if (peak === 0) throw new Error("no worker was seen");
  return peak;
}

/**
 * Its children.
 * @param {number} parent
 */
function workersOf(parent) {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      if (Number.isNaN(pid)) return false;
      try {
        const status = readFileSync(`/proc/${pid}/stat`, "utf8");
        // The name, in brackets, may have anything in it.
        const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
        return Number(fields[1]) === parent;
      } catch {
        return false;
      }
    });
}

/** @param {number} pid */
function peakOf(pid) {
  try {
    return residentBytes(pid, "VmHWM");
  } catch {
    // It has just ended.
    return 0;
  }
}
