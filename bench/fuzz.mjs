// SPDX-License-Identifier: GPL-2.0
/** `ktest fuzz`: what a program costs, and the parts of that; how long a finding takes to become small. */
import { Batches } from "../dist/fuzz/campaign/batches.js";
import { choices } from "../dist/fuzz/campaign/random.js";
import { generateProgram } from "../dist/fuzz/generate/program.js";
import { historyOf } from "../dist/fuzz/history/history.js";
import { judge } from "../dist/fuzz/oracles/index.js";
import { encodeProgram } from "../dist/fuzz/program/program.js";
import { Rig } from "../dist/fuzz/rig/rig.js";
import { minimise } from "../dist/fuzz/shrink/minimise.js";
import { findLibrary } from "../dist/kernel/index.js";
import { Constants } from "../dist/runner/constants.js";

const COMMANDS = 10;
const SAMPLES = 20;
const PROGRAMS = 500;
const WARM_UP = 2000;
const PER_SECOND = 5000;

/** Commands of a program that is made small; and of how many such programs. */
const LONG = 200;
const SHRUNK = 9;
/** Long programs that are run in search of these. */
const MOST_TRIED = 12_000;
const SHRINK_SECONDS = 30;

/** @returns {import("./measure.mjs").Figure[]} */
export function measureFuzz() {
  const library = findLibrary();
  const constants = Constants.load(library.replace(/\.so$/, ".constants.json"));
  const rig = new Rig({ library, constants, seed: 1 });
  try {
    return [...measurePrograms(rig), ...measureShrinking(rig)];
  } finally {
    rig.close();
  }
}

/**
 * @param {Rig} rig
 * @returns {import("./measure.mjs").Figure[]}
 */
function measurePrograms(rig) {
  const choice = choices(1);
  const constraints = /** @type {const} */ ({
    protocol: "tcp",
    minCommands: COMMANDS,
    maxCommands: COMMANDS,
  });
  const batches = new Batches(() => generateProgram(choice, constraints));
  /** @type {[number[], number[], number[], number[]]} seconds of the parts */
  const [making, running, judging, whole] = [[], [], [], []];
  /** @type {[number, number, number]} */
  const parts = [0, 0, 0];
  const one = () => {
    const start = performance.now();
    const program = batches.next();
    const made = performance.now();
    const events = rig.runBytes(encodeProgram(program));
    const ran = performance.now();
    judge(historyOf(program, rig.startNs, events));
    parts[0] += made - start;
    parts[1] += ran - made;
    parts[2] += performance.now() - ran;
  };
  for (let done = 0; done < WARM_UP; done++) one();
  for (let sample = 0; sample < SAMPLES; sample++) {
    parts.fill(0);
    const start = performance.now();
    for (let done = 0; done < PROGRAMS; done++) one();
    whole.push((PROGRAMS * 1000) / (performance.now() - start));
    [making, running, judging].forEach((samples, part) => {
      samples.push((parts[part] ?? 0) / 1000 / PROGRAMS);
    });
  }
  const name = `handshake and ${COMMANDS} commands of TCP`;
  return [
    { name: `fuzz: programs of a ${name}`, unit: "1/s", samples: whole, target: PER_SECOND },
    { name: "fuzz: making one of these", unit: "s", samples: making },
    { name: "fuzz: running it", unit: "s", samples: running },
    { name: "fuzz: judging it", unit: "s", samples: judging },
  ];
}

/**
 * A kernel without a patch has bugs enough: those that are known, of SCTP.
 * @param {Rig} rig
 * @returns {import("./measure.mjs").Figure[]}
 */
function measureShrinking(rig) {
  const choice = choices(1);
  const constraints = /** @type {const} */ ({ protocol: "sctp", minCommands: LONG, maxCommands: LONG });
  /** @param {import("../dist/fuzz/program/program.js").Program} program */
  const violationOf = (program) => judge(historyOf(program, rig.startNs, rig.run(program)));
  /** @type {number[]} */
  const samples = [];
  for (let tried = 0; tried < MOST_TRIED && samples.length < SHRUNK; tried++) {
    const program = generateProgram(choice, constraints);
    const violation = violationOf(program);
    if (violation === undefined) continue;
    const start = performance.now();
    minimise(
      program,
      (candidate) => {
        const found = violationOf(candidate);
        return found?.oracle === violation.oracle && found.cause === violation.cause;
      },
      SHRINK_SECONDS * 1000,
    );
    samples.push((performance.now() - start) / 1000);
  }
  const name = `fuzz: shrinking a finding of ${LONG} commands`;
  if (samples.length === 0) return [{ name, unit: "s", samples, missing: "no program breaks a rule" }];
  return [{ name, unit: "s", samples, target: SHRINK_SECONDS }];
}
