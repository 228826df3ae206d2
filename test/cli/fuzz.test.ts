// SPDX-License-Identifier: GPL-2.0
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { BUILD_MS, isTested, variantLibrary } from "../support/variants.js";
import { makeFolder } from "./support/folder.js";
import { type Ended, ktest } from "./support/ktest.js";

interface Summary {
  readonly type: "summary";
  readonly execs: number;
  readonly edges: number;
  readonly corpus: number;
  readonly findings: readonly unknown[];
}

function summaryOf({ stdout }: Ended): Summary {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Summary;
}

describe("ktest fuzz", () => {
  it.each(["tcp", "udp"])(
    "finds nothing in the kernel as it is, and does the same again: %s",
    async (protocol) => {
      const cwd = makeFolder({});
      const args = ["fuzz", protocol, "--seed", "5", "--max-execs", "600", "--json"];
      const [first, second] = [await ktest(args, { cwd }), await ktest(args, { cwd })];
      expect(first).toMatchObject({ status: 0, stderr: "" });
      const { execs, edges, corpus, findings } = summaryOf(first);
      expect(findings).toEqual([]);
      expect(execs).toBeGreaterThanOrEqual(600);
      expect(edges).toBeGreaterThan(500);
      expect(summaryOf(second)).toMatchObject({ execs, edges, corpus });
      expect(existsSync(join(cwd, "findings"))).toBe(false);
    },
  );

  it("writes a page that tells of the campaign", async () => {
    const cwd = makeFolder({});
    const args = ["fuzz", "udp", "--max-execs", "100", "--report", "page.html"];
    expect(await ktest(args, { cwd })).toMatchObject({ status: 0 });
    expect(readFileSync(join(cwd, "page.html"), "utf8")).toContain("<h1>ktest fuzz: no findings</h1>");
    const nowhere = await ktest([...args.slice(0, -1), "none/page.html"], { cwd });
    expect(nowhere.status).toBe(2);
    expect(nowhere.stderr).toContain("--report none/page.html: ENOENT");
  });

  it("goes on with a corpus, and sets aside what is damaged", async () => {
    const cwd = makeFolder({});
    const args = (seed: number): string[] => [
      "fuzz",
      "tcp",
      "--corpus",
      "kept",
      "--max-execs",
      "200",
      "--seed",
      String(seed),
      "--json",
    ];
    const first = summaryOf(await ktest(args(1), { cwd }));
    const names = readdirSync(join(cwd, "kept")).filter((name) => name.endsWith(".prog"));
    expect(names).toHaveLength(first.corpus);
    writeFileSync(join(cwd, "kept", names[0] ?? ""), "no program");
    const again = await ktest(args(2), { cwd });
    expect(again.stderr).toContain("is damaged, and was moved to");
    expect(again.status).toBe(0);
    expect(readdirSync(join(cwd, "kept/broken"))).toEqual([names[0]]);
  });

  it("takes a list of known bugs, and refuses what is none", async () => {
    const cwd = makeFolder({ list: "# not this one\nudp stall x\n", broken: "udp stall\n" });
    const args = ["fuzz", "udp", "--max-execs", "20", "--json", "--known"];
    const taken = await ktest([...args, "list"], { cwd });
    expect(taken.status).toBe(0);
    expect(summaryOf(taken)).toMatchObject({ known: [] });
    const refused = await ktest([...args, "broken"], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("--known broken: line 1 is no PROTOCOL ORACLE CAUSE: udp stall");
    expect((await ktest([...args, "missing"], { cwd })).stderr).toContain("--known missing: ENOENT");
  });

  it("minimises a corpus: what is left does all that there was", async () => {
    const cwd = makeFolder({});
    const programs = (): string[] => readdirSync(join(cwd, "kept")).filter((name) => name.endsWith(".prog"));
    await ktest(["fuzz", "tcp", "--corpus", "kept", "--max-execs", "300"], { cwd });
    const before = programs();
    const args = ["fuzz", "tcp", "--corpus", "kept", "--minimise", "--json"];
    const [first, second] = [await ktest(args, { cwd }), await ktest(args, { cwd })];
    expect(first).toMatchObject({ status: 0, stderr: "" });
    const { execs, edges, corpus } = summaryOf(first);
    expect(execs).toBe(before.length);
    expect(corpus).toBeLessThan(before.length);
    expect(programs()).toHaveLength(corpus);
    expect(before).toEqual(expect.arrayContaining(programs()));
    expect(summaryOf(second)).toMatchObject({ execs: corpus, edges, corpus });
    const { status, stderr } = await ktest(["fuzz", "tcp", "--minimise"], { cwd });
    expect(stderr).toContain("--minimise goes with --corpus");
    expect(status).toBe(2);
  });

  it("writes a kernel for other engines", async () => {
    const cwd = makeFolder({ list: "udp kernel-message BUG: x\nudp stall y\n" });
    const args = ["fuzz", "udp", "--known", "list", "--save-rig"];
    expect(await ktest([...args, "a/rig"], { cwd })).toEqual({
      status: 0,
      signal: null,
      stdout: "",
      stderr: "",
    });
    const lines = readFileSync(join(cwd, "a/rig/rig"), "utf8").split("\n");
    expect(lines).toEqual(expect.arrayContaining(["protocol 1", "boot boot.state", "known 1 BUG: x"]));
    expect(lines).not.toContain("known 1 y");
    const [library = ""] = lines.flatMap((line) => /^library (\S+)$/.exec(line)?.[1] ?? []);
    const files = [library, "boot.state", "ipv4.state", "ipv6.state", "rig", "symbols", "tables"];
    expect(readdirSync(join(cwd, "a/rig"))).toEqual(files.sort());
    const refused = await ktest([...args, "list"], { cwd });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("--save-rig list: EEXIST");
  });

  it("refuses what is no protocol", async () => {
    const ended = await ktest(["fuzz", "ftp"], { cwd: makeFolder({}) });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(/It is none of tcp, udp,.* all\./);
  });
});

describe.runIf(isTested("coverage"))("ktest fuzz, with a library that tells which code runs", () => {
  let library = "";
  beforeAll(async () => {
    library = await variantLibrary("coverage");
  }, BUILD_MS);

  it.each(["tcp", "sctp"])(
    "is guided by edges of the kernel, and does the same again: %s",
    async (protocol) => {
      const cwd = makeFolder({});
      const args = ["fuzz", protocol, "--seed", "5", "--max-execs", "400", "--json"];
      const plain = summaryOf(await ktest(args, { cwd }));
      const covered = [...args, "--library", library];
      const [first, second] = [await ktest(covered, { cwd }), await ktest(covered, { cwd })];
      expect(first).toMatchObject({ status: 0, stderr: "" });
      const { execs, edges, corpus, findings } = summaryOf(first);
      expect(findings).toEqual([]);
      expect(edges).toBeGreaterThan(2 * plain.edges);
      expect(corpus).toBeGreaterThan(10);
      expect(summaryOf(second)).toMatchObject({ execs, edges, corpus });
    },
  );
});
