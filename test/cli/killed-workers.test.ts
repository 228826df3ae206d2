// SPDX-License-Identifier: GPL-2.0
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { PROGRAM } from "./support/ktest.js";
import { childrenOf, dice } from "./support/processes.js";

const SUITE = fileURLToPath(new URL("../../scripts-tests/udp", import.meta.url));
const KILLS = 8;
/** Of the event loop, between two of them: less than a worker needs to start, or more. */
const MOST_TURNS = 60_000;

interface Line {
  readonly script: string;
  readonly variant: string;
  readonly verdict: string;
  readonly message: string;
}

/**
 * Runs the suite on two workers, and kills one of them now and then: as soon as there is one, and
 * after as many turns of the event loop as the dice say.
 */
async function runAndKill(seed: number): Promise<{
  readonly status: number | null;
  readonly stderr: string;
  readonly tests: readonly Line[];
  readonly killed: readonly number[];
  readonly pcap: string;
}> {
  const pcap = makeFolder();
  const child: ChildProcess = spawn(
    process.execPath,
    [PROGRAM, "run", "--json", "--workers", "2", "--pcap", pcap, SUITE],
    { env: { ...process.env, KTEST_CACHE: makeFolder() }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const killed = await killNowAndThen(child, dice(seed));
  const status = await ended;
  const tests = stdout.split("\n").flatMap((line): readonly Line[] => (line ? [JSON.parse(line)] : []));
  return { status, stderr, tests, killed, pcap };
}

async function killNowAndThen(child: ChildProcess, chance: () => number): Promise<readonly number[]> {
  const killed: number[] = [];
  let turns = 0;
  while (child.exitCode === null && killed.length < KILLS) {
    await new Promise((resolve) => setImmediate(resolve));
    if (turns-- > 0) continue;
    const workers = childrenOf(child.pid ?? 0).filter((pid) => !killed.includes(pid));
    const victim = workers[Math.floor(chance() * workers.length)];
    if (victim === undefined) continue;
    try {
      process.kill(victim, "SIGKILL");
      killed.push(victim);
    } catch {
      // It has just ended.
    }
    turns = Math.floor(chance() * MOST_TURNS);
  }
  return killed;
}

describe("workers that are killed at any moment", () => {
  it.each([1, 2, 3])("(seed %i) cost one test each at most, and leave nothing behind", async (seed) => {
    const { status, stderr, tests, killed, pcap } = await runAndKill(seed);
    const lost = tests.filter(({ verdict }) => verdict !== "pass");
    expect(stderr).toBe("");
    expect(killed.length).toBeGreaterThan(2);
    expect(tests.length).toBeGreaterThan(100);
    expect(new Set(tests.map(({ script, variant }) => `${script} ${variant}`)).size).toBe(tests.length);
    for (const { message } of lost) expect(message).toBe("the worker process died: SIGKILL");
    expect(lost.length).toBeLessThanOrEqual(killed.length);
    expect(status).toBe(lost.length > 0 ? 1 : 0);
    const names = readdirSync(pcap);
    expect(names.filter((name) => !name.endsWith(".pcapng"))).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(tests.length - lost.length);
    const own = new RegExp(`_(?:${killed.join("|")})\\.\\w+$`);
    expect(readdirSync(tmpdir()).filter((name) => own.test(name))).toEqual([]);
  });
});
