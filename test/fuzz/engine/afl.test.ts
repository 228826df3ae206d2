// SPDX-License-Identifier: GPL-2.0
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Corpus } from "../../../src/fuzz/corpus/corpus.js";
import { encodeProgram, RECORD_BYTES } from "../../../src/fuzz/program/program.js";
import { type Ended, runProgram } from "../../cli/support/ktest.js";
import { PROGRAMS } from "../known/programs.js";
import { BUILD_MS, buildEngine, forgetKnown, makeCorpus, makeRigFolder, makeScratch } from "./support.js";

/** AFL++ looks at the machine before it begins, and refuses many. */
const ANY_MACHINE = {
  AFL_NO_UI: "1",
  AFL_NO_AFFINITY: "1",
  AFL_SKIP_CPUFREQ: "1",
  AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES: "1",
};
const PROGRAMS_RUN = 500;

describe("the target for AFL++", () => {
  const cwd = makeScratch();
  let target = "";
  let rig = "";
  beforeAll(() => {
    target = buildEngine("afl");
    rig = makeRigFolder(join(cwd, "rig"), ["tcp", "mptcp"]);
  }, BUILD_MS);

  function fuzz(seeds: string, output: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const limits = ["-E", String(PROGRAMS_RUN), "-t", "20000", "-s", "1"];
    const args = ["-i", seeds, "-o", output, ...limits, "--", target];
    return runProgram("afl-fuzz", args, { cwd, env: { ...ANY_MACHINE, KTEST_RIG: rig, ...env } });
  }

  it("goes on with a corpus of ktest fuzz, which reads what it finds", async () => {
    const seeds = makeCorpus(join(cwd, "seeds"), "tcp", 20);
    const ended = await fuzz(seeds, "found");
    expect(ended.stdout).toContain("Persistent mode binary detected");
    expect(ended.status).toBe(0);
    const queue = join(cwd, "found/default/queue");
    const names = readdirSync(queue).filter((name) => name.startsWith("id:"));
    expect(names.length).toBeGreaterThan(20);
    const corpus = new Corpus(join(cwd, "corpus"));
    for (const name of names) copyFileSync(join(queue, name), join(corpus.folder, name));
    expect(corpus.read(() => {}).length).toBeGreaterThan(20);
  });

  it("takes mutations of whole records", async () => {
    const seeds = makeCorpus(join(cwd, "others"), "tcp", 20);
    const ended = await fuzz(seeds, "whole", {
      AFL_CUSTOM_MUTATOR_LIBRARY: join(dirname(target), "libktest-mutator.so"),
      AFL_CUSTOM_MUTATOR_ONLY: "1",
    });
    expect(ended.status).toBe(0);
    const queue = join(cwd, "whole/default/queue");
    const names = readdirSync(queue).filter((name) => name.startsWith("id:"));
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(readFileSync(join(queue, name)).length % RECORD_BYTES).toBe(0);
  });

  it("aborts at a complaint of the kernel, unless the rig knows it", async () => {
    const [what, program] = PROGRAMS[2];
    expect(what).toContain("fell back to TCP");
    writeFileSync(join(cwd, "complaint"), encodeProgram(program));
    const run = (folder: string): Promise<Ended> =>
      runProgram(target, ["complaint"], { cwd, env: { KTEST_RIG: folder } });
    expect(await run(rig)).toMatchObject({ status: 0 });
    const strict = makeRigFolder(join(cwd, "strict"), ["mptcp"]);
    forgetKnown(strict);
    const ended = await run(strict);
    expect(ended.signal).toBe("SIGABRT");
    expect(ended.stderr).toContain("ktest: its line for --known: mptcp kernel-message WARNING: CPU");
  });
});
