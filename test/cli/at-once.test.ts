// SPDX-License-Identifier: GPL-2.0
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { ktest } from "./support/ktest.js";

const SUITES = ["udp", "icmp"].map((name) =>
  fileURLToPath(new URL(`../../scripts-tests/${name}`, import.meta.url)),
);

interface Run {
  readonly status: number | null;
  readonly stderr: string;
  /** Without real times. */
  readonly report: string;
  readonly captures: Readonly<Record<string, string>>;
}

async function run(cwd: string, pcap: string, cache: string): Promise<Run> {
  const args = ["run", "--json", "--variant", "ipv4,ipv6", "--pcap", pcap, ...SUITES];
  const { status, stdout, stderr } = await ktest(args, { cwd, env: { KTEST_CACHE: cache } });
  const folder = join(cwd, pcap);
  const names = readdirSync(folder).sort();
  return {
    status,
    stderr,
    report: stdout.replace(/"wall_us":\d+/g, ""),
    captures: Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "base64")])),
  };
}

describe("runs at once with one cache that is empty", () => {
  it("come to the same as one alone, also where they write the same captures", async () => {
    const cwd = makeFolder();
    const alone = await run(cwd, "alone", makeFolder());
    expect([alone.status, alone.stderr]).toEqual([0, ""]);
    expect(Object.keys(alone.captures).length).toBeGreaterThan(50);
    const cache = makeFolder();
    const runs = await Promise.all(["one", "shared", "shared"].map((pcap) => run(cwd, pcap, cache)));
    for (const other of runs) {
      expect([other.status, other.stderr]).toEqual([0, ""]);
      expect(other.report).toBe(alone.report);
    }
    // What one of the two that share a folder sees of the other is whole at any time.
    for (const pcap of ["one", "shared"])
      expect((await run(cwd, pcap, cache)).captures).toEqual(alone.captures);
    expect(runs[0]?.captures).toEqual(alone.captures);
  });
});
