// SPDX-License-Identifier: GPL-2.0
/**
 * What a kernel developer does all day: edit a file, build, run tests. For bench/build.mjs, which
 * starts it where the file and the build are copies that nobody else sees.
 *
 *	node bench/edit.mjs FILE SCRATCH
 *
 * Prints JSON, see {@link Rounds}. SCRATCH is an empty folder.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findLibrary } from "../dist/kernel/index.js";
import { makeLibrary } from "./make.mjs";
import { time } from "./measure.mjs";
import { root } from "./place.mjs";

/**
 * @typedef {object} Rounds
 * @property {readonly number[]} build  from the edit to the library, in s
 * @property {readonly number[]} test   one test with that library
 * @property {readonly number[]} suite  scripts-tests/tcp with it
 */

const ROUNDS = 3;
const TEST = [
  "kernel:tools/testing/selftests/net/packetdrill/tcp_slow_start_slow-start-ack-per-1pkt.pkt",
  "--variant",
  "ipv4",
];
const SUITE = [join(root, "scripts-tests/tcp")];

const [, , file = "", scratch = ""] = process.argv;

/**
 * Each with a cache of its own, so that none finds what another has left of the new library.
 * @param {string} name
 * @param {readonly string[]} args
 */
function run(name, args) {
  execFileSync(process.execPath, [join(root, "dist/bundle/main.js"), "run", ...args], {
    env: { ...process.env, KTEST_CACHE: join(scratch, name) },
    stdio: "pipe",
    maxBuffer: 1 << 28,
  });
}

const build = () => makeLibrary([], {});
const test = () => run("test", TEST);
const suite = () => run("suite", SUITE);

// As after a run with the library before.
for (const action of [build, test, suite]) action();
/** @type {{ build: number[], test: number[], suite: number[] }} */
const rounds = { build: [], test: [], suite: [] };
for (let round = 0; round < ROUNDS; round++) {
  // Code that no compiler cache has seen, and that makes the library another one.
  const before = readFileSync(findLibrary());
  appendFileSync(file, `static const long ktest_bench_${round} __used = ${Date.now()};\n`);
  rounds.build.push(...time(1, build));
  if (readFileSync(findLibrary()).equals(before)) throw new Error("the edit is not in the library");
  rounds.test.push(...time(1, test));
  rounds.suite.push(...time(1, suite));
}
process.stdout.write(`${JSON.stringify(rounds)}\n`);
