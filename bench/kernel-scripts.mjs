// SPDX-License-Identifier: GPL-2.0
/** The scripts that come with the kernel, run one after the other in this process. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { findLibrary } from "../dist/kernel/index.js";
import { TestExecutor, VARIANTS } from "../dist/runner/index.js";
import { root } from "./place.mjs";

export const FOLDER = join(root, "build/kernel-source/tools/testing/selftests/net/packetdrill");

export function scripts() {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".pkt"))
    .sort()
    .map((name) => join(FOLDER, name));
}

/**
 * A booted executor.
 * @param {string} [cacheFolder]  where snapshots of prologues are kept for later runs
 */
export function makeExecutor(cacheFolder) {
  const library = findLibrary();
  const executor = new TestExecutor({
    library,
    constants: library.replace(/\.so$/, ".constants.json"),
    seed: 0,
    limits: { virtualNs: 86_400e9, realMs: 60_000 },
    isCaching: true,
    ...(cacheFolder === undefined ? {} : { cacheFolder }),
    options: {},
    defines: [],
    isStrict: false,
    wantsLog: false,
  });
  executor.boot();
  return executor;
}

/**
 * Runs all scripts in all their variants.
 * @param {TestExecutor} executor
 */
export function runAll(executor) {
  for (const { name: variant } of VARIANTS)
    for (const script of scripts()) {
      const { verdict } = executor.run({ script, variant });
      if (verdict !== "pass") throw new Error(`${script} as ${variant}: ${verdict}`);
    }
}
