// SPDX-License-Identifier: GPL-2.0
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Corpus } from "../../../src/fuzz/corpus/corpus.js";
import { historyOf } from "../../../src/fuzz/history/history.js";
import { judge } from "../../../src/fuzz/oracles/index.js";
import { encodeProgram, type Program, RECORD_BYTES } from "../../../src/fuzz/program/program.js";
import { type Ended, ktest, runProgram } from "../../cli/support/ktest.js";
import { isTested, BUILD_MS as VARIANT_MS, variantLibrary } from "../../support/variants.js";
import { PROGRAMS } from "../known/programs.js";
import { makeRig } from "../support.js";
import {
  BUILD_MS,
  buildEngine,
  forgetKnown,
  hurry,
  makeCorpus,
  makeRigFolder,
  makeScratch,
} from "./support.js";

let target = "";
beforeAll(() => {
  target = buildEngine("libfuzzer");
}, BUILD_MS);

function run(cwd: string, rig: string, ...args: readonly string[]): Promise<Ended> {
  return runProgram(target, args, { cwd, env: { KTEST_RIG: rig } });
}

/** How many features libFuzzer has seen at the end. */
function featuresOf({ stderr }: Ended): number {
  return Number(/DONE +(?:cov: \d+ )?ft: (\d+)/.exec(stderr)?.[1]);
}

describe("the target for libFuzzer", () => {
  const cwd = makeScratch();
  let rig = "";
  beforeAll(() => {
    rig = makeRigFolder(join(cwd, "rig"), ["tcp", "dccp", "mptcp"]);
    hurry(rig);
  });

  it("goes on with a corpus of ktest fuzz, and ktest fuzz with its", async () => {
    const seeds = makeCorpus(join(cwd, "seeds"), "tcp", 40);
    const found = join(cwd, "found");
    mkdirSync(found);
    const ended = await run(cwd, rig, "-runs=1000", "-seed=1", found, seeds);
    expect(ended.stderr).toContain("Done 1000 runs");
    expect(ended.status).toBe(0);
    const files = readdirSync(found);
    expect(files.length).toBeGreaterThan(20);
    // Its own mutations would move records by some bytes.
    for (const name of files) expect(readFileSync(join(found, name)).length % RECORD_BYTES).toBe(0);
    expect(new Corpus(found).read(() => {})).toHaveLength(files.length);
    const args = ["fuzz", "tcp", "--corpus", "found", "--max-execs", "1", "--json"];
    const summary: unknown = JSON.parse(
      (await ktest(args, { cwd })).stdout.trimEnd().split("\n").at(-1) ?? "",
    );
    expect(summary).toMatchObject({ type: "summary", findings: [] });
    expect((summary as { corpus: number }).corpus).toBeGreaterThan(20);
  });

  it("merges corpora", async () => {
    const [seeds, same] = ["more", "same"].map((name) => makeCorpus(join(cwd, name), "tcp", 60));
    mkdirSync(join(cwd, "merged"));
    const all = await run(cwd, rig, "-runs=0", seeds ?? "");
    expect(await run(cwd, rig, "-merge=1", "merged", seeds ?? "", same ?? "")).toMatchObject({ status: 0 });
    const kept = readdirSync(join(cwd, "merged")).length;
    expect(kept).toBeGreaterThan(20);
    expect(kept).toBeLessThanOrEqual(60);
    expect(featuresOf(await run(cwd, rig, "-runs=0", "merged"))).toBe(featuresOf(all));
  });

  const complaining = PROGRAMS.flatMap(([what, program]) => {
    const kernel = makeRig();
    const violation = judge(historyOf(program, kernel.startNs, kernel.run(program)));
    kernel.close();
    return violation?.oracle === "kernel-message" ? [{ what, program, ...violation }] : [];
  });

  it("has programs that make the kernel complain", () => {
    expect(complaining.length).toBeGreaterThan(2);
  });

  it.each(complaining)("ends at a complaint of the kernel, unless the rig knows it: $what", async (bug) => {
    const strict = makeRigFolder(join(makeScratch(), "rig"), [bug.program.protocol]);
    hurry(strict);
    const file = join(cwd, "complaint");
    writeFileSync(file, encodeProgram(bug.program));
    expect(await run(cwd, strict, file)).toMatchObject({ status: 0 });
    forgetKnown(strict);
    const ended = await run(cwd, strict, "-runs=1", "-exact_artifact_path=crash", file);
    expect(ended.stderr).toContain(
      `ktest: its line for --known: ${bug.program.protocol} kernel-message ${bug.cause}\n`,
    );
    expect(ended.stderr).toContain("libFuzzer: deadly signal");
    const replayed = await ktest(["fuzz", "--replay", file, "--json"], { cwd });
    expect(replayed.stdout).toContain(JSON.stringify(bug.cause));
  });

  it("writes the program that it ends at, which ktest fuzz replays", async () => {
    const strict = makeRigFolder(join(makeScratch(), "rig"), ["mptcp"]);
    forgetKnown(strict);
    const [bug] = complaining;
    const seeds = new Corpus(join(cwd, "crashing"));
    if (bug !== undefined) seeds.add(bug.program);
    await run(cwd, strict, "-runs=10", "-exact_artifact_path=crash", seeds.folder);
    expect(readFileSync(join(cwd, "crash"))).toEqual(Buffer.from(encodeProgram(bug?.program as Program)));
    const { stdout } = await ktest(["fuzz", "--replay", "crash", "--json"], { cwd });
    expect(stdout).toContain(JSON.stringify(bug?.cause));
  });

  it("runs on with a kernel as new when one has died, and keeps nothing of that", async () => {
    const dead = complaining.find(({ cause }) => cause.includes("the call does not end"));
    const seeds = makeCorpus(join(cwd, "after"), "tcp", 20);
    const plain = await run(cwd, rig, "-runs=0", seeds);
    new Corpus(seeds).add(dead?.program as Program);
    const ended = await run(cwd, rig, "-runs=0", seeds);
    expect(ended.stderr).toContain("21 files found");
    expect(ended.status).toBe(0);
    expect(featuresOf(ended)).toBe(featuresOf(plain));
  });

  it("says what is missing", async () => {
    const ended = await run(cwd, join(cwd, "nowhere"), "-runs=1");
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain("nowhere/rig cannot be read: ktest fuzz --save-rig makes it");
  });
});

describe.runIf(isTested("coverage"))("the target for libFuzzer, with a library that counts blocks", () => {
  let library = "";
  beforeAll(async () => {
    library = await variantLibrary("coverage");
  }, VARIANT_MS);

  it("sees the blocks that ktest fuzz sees", async () => {
    const cwd = makeScratch();
    const rig = makeRigFolder(join(cwd, "rig"), ["tcp"], library);
    const kernel = makeRig(1, library);
    const seeds = makeCorpus(join(cwd, "seeds"), "tcp", 5);
    for (const name of readdirSync(seeds)) {
      kernel.counters?.fill(0);
      kernel.runBytes(readFileSync(join(seeds, name)));
      const blocks = kernel.kernel.takeCounters(new Uint8Array(kernel.counters?.length ?? 0));
      const one = join(cwd, "one");
      mkdirSync(one, { recursive: true });
      writeFileSync(join(one, "program"), readFileSync(join(seeds, name)));
      expect(featuresOf(await run(cwd, rig, "-runs=0", one))).toBe(blocks);
    }
    kernel.close();
  });
});
