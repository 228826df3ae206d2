// SPDX-License-Identifier: GPL-2.0
/**
 * Where CPU time goes, by perf: samples of the clock `cpu-clock`, of all threads and children, by the
 * file that the code is in. Without privileges perf sees nothing of this machine's kernel, and the
 * shares are of what is left.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reasonOf } from "./measure.mjs";

/** @typedef {import("./measure.mjs").Figure} Figure */

const FREQUENCY = "1999";

/** In the order of the rows; what fits none is "other". @type {readonly (readonly [string, RegExp])[]} */
const PLACES = [
  ["liblinux", /^liblinux-/],
  ["node (V8's own code among it)", /^node/],
  ["JavaScript that V8 has compiled", /^(\[JIT\]|perf-\d+\.map|\/\/anon)/],
  ["the addon", /^ktest\.node$/],
  ["libc, libstdc++", /^(lib(c|m|stdc\+\+|gcc_s|pthread)[.-]|ld-linux|\[vdso\])/],
  ["this machine's kernel", /^\[(kernel|guest\.kernel|[a-z_0-9]+\])/],
];
const OTHER = "other programs and libraries";

/**
 * @param {string} title  what is profiled
 * @param {readonly string[]} what  arguments of `perf record`: a command, or `-p PID -- sleep N`
 * @param {number} [target]  of liblinux
 * @param {import("node:child_process").ExecFileSyncOptions} [options]
 * @returns {Figure[]}
 */
export function measureShares(title, what, target, options = {}) {
  const data = join(tmpdir(), `ktest-bench-${process.pid}.perf`);
  const name = `CPU time of ${title}, by perf: liblinux`;
  const limit = target === undefined ? {} : { target };
  try {
    record(data, what, options);
    const shares = report(data);
    const places = [...PLACES.slice(1).map(([place]) => place), OTHER];
    return [
      { name, unit: "%", samples: [shares.get("liblinux") ?? 0], ...limit },
      ...places.map((place) => ({
        name: `… ${place}`,
        unit: /** @type {const} */ ("%"),
        samples: [shares.get(place) ?? 0],
      })),
    ];
  } catch (error) {
    return [{ name, unit: "%", samples: [], missing: reasonOf(error), ...limit }];
  } finally {
    rmSync(data, { force: true });
  }
}

/**
 * @param {string} data  path that is to get it
 * @param {readonly string[]} what
 * @param {import("node:child_process").ExecFileSyncOptions} options
 */
function record(data, what, options) {
  const args = ["record", "-e", "cpu-clock", "-F", FREQUENCY, "-o", data, ...what];
  const { error, stderr } = spawnSync("perf", args, { ...options, encoding: "utf8", maxBuffer: 1 << 28 });
  if (error !== undefined) throw error;
  // Its exit status is that of the command, in which tests may fail.
  if (!existsSync(data)) throw new Error(stderr.trim() || "perf took nothing");
}

/** @param {string} data */
function report(data) {
  const args = ["report", "-i", data, "--stdio", "--sort", "dso", "-F", "overhead,dso", "-t", ";"];
  const text = execFileSync("perf", args, { encoding: "utf8", stdio: "pipe", maxBuffer: 1 << 26 });
  /** @type {Map<string, number>} */
  const shares = new Map();
  for (const [, percent, file = ""] of text.matchAll(/^ *([\d.]+)% *;(.*?) *$/gm)) {
    const place = PLACES.find(([, pattern]) => pattern.test(file))?.[0] ?? OTHER;
    shares.set(place, (shares.get(place) ?? 0) + Number(percent) / 100);
  }
  if (shares.size === 0) throw new Error("perf took no samples");
  return shares;
}
