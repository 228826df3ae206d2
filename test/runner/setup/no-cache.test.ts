// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { findScripts } from "../../../src/cli/find-scripts.js";
import { planTests } from "../../../src/cli/plan.js";
import { findLibrary } from "../../../src/kernel/index.js";
import {
  Constants,
  runScript,
  ScriptLoader,
  type TestId,
  type Trace,
  VARIANTS,
  type WorkerOptions,
} from "../../../src/runner/index.js";
import { bootForScripts } from "../../../src/runner/pool/boot.js";

const SUITES = fileURLToPath(new URL("../../../scripts-tests", import.meta.url));
const CACHE = mkdtempSync(join(tmpdir(), "ktest-no-cache-"));
afterAll(() => rmSync(CACHE, { recursive: true, force: true }));

/** One test of so many; not a multiple of the number of variants, so that all have their share. */
const STEP = 10;

const library = findLibrary();
const OPTIONS: WorkerOptions = {
  library,
  constants: library.replace(/\.so$/, ".constants.json"),
  seed: 0,
  limits: { virtualNs: 86_400e9, realMs: 60_000 },
  isCaching: false,
  options: {},
  defines: [],
  isStrict: false,
  wantsLog: false,
};

/** What a test came to. */
interface Ran {
  readonly test: TestId;
  readonly verdict: string;
  readonly trace: Trace;
}

/** Runs tests one after the other on one kernel, as a worker does. */
function runAll(tests: readonly TestId[], options: WorkerOptions): readonly Ran[] {
  const constants = Constants.load(options.constants);
  const loader = new ScriptLoader(options);
  const { kernel, prologues } = bootForScripts(options, constants);
  const ran = tests.map(({ script: file, variant: name }): Ran => {
    const variant = VARIANTS.find((candidate) => candidate.name === name);
    const loaded = variant && loader.load(file, variant);
    if (loaded?.type !== "ready") throw new Error(`${file} (${name}) cannot be run`);
    const { script, config } = loaded;
    const request = { script, file, config, limits: options.limits };
    const { verdict, trace } = runScript(kernel, constants, prologues, request);
    // The recorder goes on with the next test.
    return {
      test: { script: file, variant: name },
      verdict,
      trace: { startNs: trace.startNs, events: [...trace.events] },
    };
  });
  kernel.close();
  return ran;
}

describe("--no-cache", () => {
  it("has the same Traces as runs that keep what they can", async () => {
    const { tests } = await planTests(findScripts([SUITES]), undefined, undefined);
    const sample = tests.filter((_, index) => index % STEP === 0);
    expect(sample.length).toBeGreaterThan(150);
    const plain = runAll(sample, OPTIONS);
    const events = plain.reduce((sum, { trace }) => sum + trace.events.length, 0);
    expect(events).toBeGreaterThan(10 * sample.length);
    const caching = { ...OPTIONS, isCaching: true };
    const runs = {
      "within one run": runAll(sample, caching),
      "of a cache that was empty": runAll(sample, { ...caching, cacheFolder: CACHE }),
      "of a cache that was full": runAll(sample, { ...caching, cacheFolder: CACHE }),
      "in another order": runAll([...sample].reverse(), { ...caching, cacheFolder: CACHE }).toReversed(),
    };
    expect(readdirSync(CACHE)).not.toEqual([]);
    for (const [how, ran] of Object.entries(runs))
      for (const [index, { test, trace, verdict }] of ran.entries()) {
        const name = `${test.script} (${test.variant}) ${how}`;
        const expected = plain[index];
        expect(verdict, name).toBe(expected?.verdict);
        // A message about whole Traces takes more memory than there is: the first difference tells.
        const events = expected?.trace.events ?? [];
        const at = trace.events.findIndex((event, index) => !isDeepStrictEqual(event, events[index]));
        expect([name, trace.events[at]]).toEqual([name, at < 0 ? undefined : events[at]]);
        expect([trace.startNs, trace.events.length], name).toEqual([expected?.trace.startNs, events.length]);
      }
  });
});
