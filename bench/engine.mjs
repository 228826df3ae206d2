// SPDX-License-Identifier: GPL-2.0
/**
 * The target for libFuzzer on the variant `coverage`: short programs of TCP over and over, and libFuzzer's own loop
 * over them. Per second of CPU time, so that other work on the machine counts as little as possible.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseKernel } from "../dist/cli/kernels/choose.js";
import { choices } from "../dist/fuzz/campaign/random.js";
import { generateProgram } from "../dist/fuzz/generate/program.js";
import { OP } from "../dist/fuzz/program/operations.js";
import { encodeProgram, RECORD_BYTES } from "../dist/fuzz/program/program.js";
import { saveRig } from "../dist/fuzz/rig/save.js";
import { Constants } from "../dist/runner/constants.js";
import { reasonOf } from "./measure.mjs";
import { root } from "./place.mjs";

/** @typedef {import("./measure.mjs").Figure} Figure */

const COMMANDS = 10;
const PROGRAMS = 1000;
const SAMPLES = 5;
const REPEATED = 30;
const LOOPED = 30_000;
const PER_SECOND = 15_000;
/** A handshake takes up to 6 records. */
const LONGEST = RECORD_BYTES * (1 + COMMANDS + 6);

/** @returns {Figure[]} */
export function measureEngine() {
  const programs = `a handshake and ${COMMANDS} commands of TCP, with coverage`;
  const names = {
    repeated: `libFuzzer: programs of ${programs}; a CPU second`,
    looped: `libFuzzer: its loop over ${programs}; a CPU second`,
  };
  const folder = mkdtempSync(join(tmpdir(), "ktest-bench-"));
  try {
    const { library } = chooseKernel("coverage");
    const build = join(root, "tools/build-engine.mjs");
    const target = execFileSync(process.execPath, [build, "libfuzzer"], { encoding: "utf8" }).trimEnd();
    const constants = Constants.load(library.replace(/\.so$/, ".constants.json"));
    saveRig(join(folder, "rig"), { library, constants, seed: 1, protocols: ["tcp"], known: [] });
    const files = writePrograms(join(folder, "programs"));
    writeFileSync(join(folder, "list"), files.join(","));
    /** @param {readonly string[]} args */
    const seconds = (...args) => cpuSeconds(folder, target, args);
    const start = seconds("-runs=0", ...files.slice(0, 1));
    return [
      {
        name: names.repeated,
        unit: "1/s",
        samples: times(
          SAMPLES,
          () => (REPEATED * PROGRAMS) / (seconds(`-runs=${REPEATED}`, ...files) - start),
        ),
        target: PER_SECOND,
      },
      {
        name: names.looped,
        unit: "1/s",
        // Without a folder for what it finds: the disk is not what is measured.
        samples: times(
          SAMPLES,
          () =>
            LOOPED /
            (seconds("-seed=1", `-max_len=${LONGEST}`, `-runs=${LOOPED}`, "-seed_inputs=@list") - start),
        ),
      },
    ];
  } catch (error) {
    const missing = reasonOf(error);
    return Object.values(names).map((name) => ({ name, unit: "1/s", samples: [], missing }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {number} count
 * @param {() => number} measure
 */
function times(count, measure) {
  return Array.from({ length: count }, measure);
}

/**
 * Programs that end after their commands: nothing is closed, no time passes.
 * @param {string} folder
 */
function writePrograms(folder) {
  const choice = choices(1);
  mkdirSync(folder);
  for (let made = 0; made < PROGRAMS; made++) {
    const program = generateProgram(choice, {
      protocol: "tcp",
      minCommands: COMMANDS,
      maxCommands: COMMANDS,
    });
    const end = program.records.findIndex(({ op, a }) => op === OP.settle || (op === OP.advance && a >= 1e8));
    const records = end < 0 ? program.records : program.records.slice(0, end);
    // Those of one version of IP one after the other, as ktest fuzz has them.
    const name = `${program.isIpv6 ? 6 : 4}-${made}`;
    writeFileSync(join(folder, name), encodeProgram({ ...program, records }));
  }
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

/**
 * User and system time of a run of the target.
 * @param {string} folder
 * @param {string} target
 * @param {readonly string[]} args
 */
function cpuSeconds(folder, target, args) {
  const script = '"$@" > log 2>&1 || { tail -1 log >&2; exit 1; }; times';
  const text = execFileSync("bash", ["-c", script, "bash", target, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, KTEST_RIG: "rig" },
  });
  // The second line is of children: "0m2.760s 0m0.690s".
  const parts = [...(text.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}
