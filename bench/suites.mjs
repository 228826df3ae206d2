// SPDX-License-Identifier: GPL-2.0
/** Whole suites, from command start to summary: wall time, CPU time, and where that goes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { cost } from "./cost.mjs";
import { measureShares } from "./cpu-share.mjs";
import { root } from "./place.mjs";

/** @typedef {import("./measure.mjs").Figure} Figure */
/**
 * @typedef {object} Targets
 * @property {number} [wall]   in s, later runs
 * @property {number} [cpu]    in s, later runs
 * @property {number} [first]  wall time in s, nothing kept
 */

const RUNS = 7;
const FIRST_RUNS = 3;
const OWN = join(root, "scripts-tests");
/** Of the issue that asked for them, google's suite of 481 tests among them. */
const OWN_TARGETS = { wall: 3 };
const OTHER_TARGETS = { wall: 1.5, cpu: 2.5, first: 4 };

/**
 * @param {string | undefined} suite  folder of one more
 * @returns {Figure[]}
 */
export function measureSuites(suite) {
  const scratch = mkdtempSync(join(tmpdir(), "ktest-bench-"));
  try {
    return [
      ...measureSuite("scripts-tests", OWN, scratch, OWN_TARGETS),
      ...(suite === undefined ? [] : measureSuite(basename(resolve(suite)), suite, scratch, OTHER_TARGETS)),
    ];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/**
 * @param {string} name
 * @param {string} suite
 * @param {string} scratch  a folder
 * @param {Targets} targets
 * @returns {Figure[]}
 */
function measureSuite(name, suite, scratch, targets) {
  const emptyFolder = () => mkdtempSync(join(scratch, "cache-"));
  // The code that V8 has made stays beside the program: it is there after any run.
  run(suite, emptyFolder());
  const first = Array.from({ length: FIRST_RUNS }, () => run(suite, emptyFolder()));
  const kept = emptyFolder();
  run(suite, kept);
  const later = Array.from({ length: RUNS }, () => run(suite, kept));
  const tests = `ktest run ${name}`;
  return [
    figure(`${tests}, wall time, nothing kept`, first, "wall", targets.first),
    figure(`${tests}, CPU time, nothing kept`, first, "cpu", undefined),
    figure(`${tests}, wall time, later runs`, later, "wall", targets.wall),
    figure(`${tests}, CPU time, later runs`, later, "cpu", targets.cpu),
    ...measureShares(`${tests}, later runs`, ["--", ...command(suite)], undefined, {
      env: environment(kept),
    }),
  ];
}

/**
 * @param {string} name
 * @param {readonly import("./cost.mjs").Cost[]} costs
 * @param {"wall" | "cpu"} of
 * @param {number | undefined} target
 * @returns {Figure}
 */
function figure(name, costs, of, target) {
  const samples = costs.map((cost) => cost[of]);
  return { name, unit: "s", samples, ...(target === undefined ? {} : { target }) };
}

/** @param {string} suite */
function command(suite) {
  return [process.execPath, join(root, "dist/bundle/main.js"), "run", suite];
}

/** @param {string} cache  folder */
function environment(cache) {
  const { KTEST_NO_CACHE: _, ...env } = process.env;
  return { ...env, KTEST_CACHE: cache };
}

/**
 * @param {string} suite
 * @param {string} cache  folder
 */
function run(suite, cache) {
  const done = cost(command(suite), { env: environment(cache) });
  // A suite of others may have tests that fail as they should.
  if (done.status > 1) throw new Error(`ktest run ${suite} ended with ${done.status}`);
  return done;
}
