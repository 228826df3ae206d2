// SPDX-License-Identifier: GPL-2.0
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findLibrary } from "../../src/kernel/index.js";
import { BUILD_MS, isTested, variantLibrary } from "../support/variants.js";
import { makeFolder } from "./support/folder.js";
import { ktest } from "./support/ktest.js";
import { FAILING, PASSING } from "./support/scripts.js";

describe("ktest run --coverage", () => {
  it("names the variant that it takes, before it runs anything", async () => {
    const cwd = makeFolder({ "good.pkt": PASSING });
    const { status, stdout, stderr } = await ktest(["run", "--coverage", "kernel.info", "good.pkt"], { cwd });
    expect(stderr).toContain("does not tell which code runs: that is the variant coverage");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(existsSync(join(cwd, "kernel.info"))).toBe(false);
  });

  it.each([
    [["--kernel", `default,${findLibrary()}`], "--coverage goes with one kernel"],
    [["--watch"], "--coverage and --watch do not go together"],
    [["--merge-reports"], "--coverage is for running tests, and --merge-reports runs none"],
  ])("does not go with %j", async (options, message) => {
    const cwd = makeFolder({ "good.pkt": PASSING });
    const { status, stderr } = await ktest(["run", ...options, "--coverage", "x", "good.pkt"], { cwd });
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

/** A tracefile: by the end of a file's path, how many tests reach each line. */
function readTracefile(path: string): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const files = new Map<string, Map<number, number>>();
  let lines = new Map<number, number>();
  for (const record of readFileSync(path, "utf8").split("\n")) {
    const [, kind, value = ""] = /^(SF|DA):(.*)$/.exec(record) ?? [];
    if (kind === "SF") {
      lines = new Map();
      files.set(value.replace(/^.*\/(?=(net|include|drivers)\/)/, ""), lines);
    } else if (kind === "DA") {
      const [line = 0, count = 0] = value.split(",").map(Number);
      lines.set(line, count);
    }
  }
  return files;
}

describe.runIf(isTested("coverage"))("ktest run --coverage, with a library that tells", () => {
  let library = "";
  beforeAll(async () => {
    library = await variantLibrary("coverage");
  }, BUILD_MS);

  const run = async (
    scripts: Readonly<Record<string, string>>,
    ...options: string[]
  ): Promise<{ status: number | null; files: ReturnType<typeof readTracefile> }> => {
    const cwd = makeFolder(scripts);
    const args = ["run", "--library", library, "--coverage", "kernel.info", ...options, "."];
    const { status, stderr } = await ktest(args, { cwd });
    expect(stderr).toBe("");
    return { status, files: readTracefile(join(cwd, "kernel.info")) };
  };
  const reached = (lines: ReadonlyMap<number, number> = new Map()): number =>
    [...lines.values()].filter((count) => count > 0).length;

  it("says how many tests reach a line, and which lines none reaches", async () => {
    const { status, files } = await run({ "one.pkt": PASSING, "two.pkt": FAILING });
    expect(status).toBe(1);
    const input = files.get("net/ipv4/tcp_input.c");
    // All three variants of both scripts shake hands, those over IPv4 through that file.
    expect(Math.max(...(input?.values() ?? []))).toBe(6);
    expect(reached(input)).toBeGreaterThan(100);
    expect(reached(input)).toBeLessThan((input?.size ?? 0) / 2);
    expect(reached(files.get("net/ipv6/tcp_ipv6.c"))).toBeGreaterThan(50);
    // Nothing is left out because no test reaches it.
    expect(files.get("net/sctp/sm_statefuns.c")?.size).toBeGreaterThan(300);
    expect(reached(files.get("net/sctp/sm_statefuns.c"))).toBe(0);
  });

  it("is the same with any number of workers, and of all shards together", async () => {
    const scripts = {
      "one.pkt": PASSING,
      "two.pkt": PASSING.replace("100) = 100", "10) = 10").replace("101(100)", "11(10)"),
    };
    const [one, two, ...shards] = [
      await run(scripts, "--workers", "0"),
      await run(scripts, "--workers", "2"),
      await run(scripts, "--shard", "1/2"),
      await run(scripts, "--shard", "2/2"),
    ];
    const countsOf = ({ files }: { files: ReturnType<typeof readTracefile> }): number[] =>
      [...files.values()].flatMap((lines) => [...lines.values()]);
    const isReached = (counts: number[]): boolean[] => counts.map((count) => count > 0);
    expect(isReached(countsOf(two))).toEqual(isReached(countsOf(one)));
    const [first = [], second = []] = shards.map(countsOf);
    expect(isReached(first.map((count, i) => count + (second[i] ?? 0)))).toEqual(isReached(countsOf(one)));
  });
});
