// SPDX-License-Identifier: GPL-2.0
import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { LEVELS, mutate } from "./support/mutate.js";
import { makeRandom } from "./support/random.js";
import { realScripts } from "./support/real-scripts.js";
import { unsound } from "./support/sound.js";

/** For each level; a long run sets KTEST_MUTATIONS, and KTEST_MUTATION_SEED for other mutants. */
const COUNT = Number(process.env.KTEST_MUTATIONS ?? 400);
const SEED = Number(process.env.KTEST_MUTATION_SEED ?? 1);
/** So many at once: a process that is silent for too long is taken for dead. */
const BATCH = 1000;

// lets the process say how far it is
afterEach(() => setImmediate());

const scripts = realScripts();
const bytes = scripts.map((script) => script.bytes);

describe.each(LEVELS)("scripts with changes of %s level", (level) => {
  const batches = Array.from({ length: Math.ceil(COUNT / BATCH) }, (_, index) => index * BATCH);
  test.each(batches)(
    "never do worse than a located problem, from number %i on",
    { timeout: 3_600_000 },
    (from) => {
      for (let number = from; number < Math.min(from + BATCH, COUNT); number++) {
        const random = makeRandom(SEED * 1_000_003 + number);
        const { path, bytes: script } = random.of(scripts);
        const mutant = mutate(script, level, [random.of(bytes)], random);
        const problem = unsound(mutant);
        if (problem !== undefined) expect.fail(`${path}, mutant ${number}: ${problem}\n${mutant.toString()}`);
      }
    },
  );
});
