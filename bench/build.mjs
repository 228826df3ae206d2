// SPDX-License-Identifier: GPL-2.0
/**
 * Building the library: again after a change of one file, and from nothing. All under the lock of
 * the ordinary build, so that there is never a second one beside it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { time } from "./measure.mjs";
import { root } from "./place.mjs";

const TOUCHED = "net/ipv4/tcp_input.c";
const TEST = "tools/testing/selftests/net/packetdrill/tcp_slow_start_slow-start-ack-per-1pkt.pkt";

/**
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 */
function make(args, env = {}) {
  const all = ["-s", "-C", join(root, "kernel"), "ARCH=lib", ...args];
  return execFileSync("make", all, { env: { ...process.env, ...env }, encoding: "utf8", maxBuffer: 1 << 28 });
}

/**
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env
 */
function makeLibrary(args, env) {
  const lock = join(dirname(make(["print-objects"]).trim()), "lock");
  // As set-up does it.
  const jobs = `-j${availableParallelism() + 1}`;
  const command = ["make", "-s", "-C", join(root, "kernel"), "ARCH=lib", jobs, ...args, "library"];
  execFileSync("flock", [lock, ...command], {
    env: { ...process.env, ...env },
    stdio: "pipe",
    maxBuffer: 1 << 28,
  });
}

/**
 * From a changed file to the verdict of a test. The content is the same as before, so the compiler
 * cache is told to compile all the same.
 * @returns {import("./measure.mjs").Figure[]}
 */
export function measureRebuild() {
  const source = make(["print-source"]).trim();
  makeLibrary([], {});
  const samples = time(
    3,
    () => {
      makeLibrary([], { CCACHE_RECACHE: "1" });
      const program = [join(root, "dist/bundle/main.js"), "run", `kernel:${TEST}`, "--variant", "ipv4"];
      execFileSync(process.execPath, program, { stdio: "pipe" });
    },
    { before: () => utimesSync(join(source, TOUCHED), new Date(), new Date()) },
  );
  return [{ name: `change of ${TOUCHED} to the verdict of a test`, unit: "s", samples, target: 10 }];
}

/**
 * Two whole builds in a folder that is removed afterwards: with an empty compiler cache, as on a
 * new machine, and with the cache that this leaves.
 * @returns {import("./measure.mjs").Figure[]}
 */
export function measureCleanBuild() {
  const folder = mkdtempSync(join(tmpdir(), "ktest-bench-"));
  const output = join(folder, "build");
  const env = { CCACHE_DIR: join(folder, "ccache"), CCACHE_MAXSIZE: "2G" };
  make(["source"]);
  const build = () => time(1, () => makeLibrary([`O=${output}`], env));
  try {
    const cold = build();
    rmSync(output, { recursive: true });
    const warm = build();
    return [
      { name: "clean build, nothing in the compiler cache", unit: "s", samples: cold, target: 360 },
      { name: "clean build, all in the compiler cache", unit: "s", samples: warm, target: 30 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
