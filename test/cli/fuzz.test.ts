// SPDX-License-Identifier: GPL-2.0
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
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

  it("refuses what is no protocol", async () => {
    const ended = await ktest(["fuzz", "ftp"], { cwd: makeFolder({}) });
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(/It is none of tcp, udp,.* all\./);
  });
});
