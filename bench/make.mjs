// SPDX-License-Identifier: GPL-2.0
/** kernel/Makefile. */
import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./place.mjs";

/**
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [env]
 */
export function make(args, env = {}) {
  const all = ["-s", "-C", join(root, "kernel"), "ARCH=lib", ...args];
  return execFileSync("make", all, { env: { ...process.env, ...env }, encoding: "utf8", maxBuffer: 1 << 28 });
}

/** The lock of the ordinary build, so that there is never a second one beside it. */
export function lockPath() {
  return join(dirname(make(["print-objects"]).trim()), "lock");
}

/**
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env
 */
export function makeLibrary(args, env) {
  // As set-up does it.
  const jobs = `-j${availableParallelism() + 1}`;
  const command = ["make", "-s", "-C", join(root, "kernel"), "ARCH=lib", jobs, ...args, "library"];
  execFileSync("flock", [lockPath(), ...command], {
    env: { ...process.env, ...env },
    stdio: "pipe",
    maxBuffer: 1 << 28,
  });
}
