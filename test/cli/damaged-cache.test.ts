// SPDX-License-Identifier: GPL-2.0
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { type Ended, ktest, masked } from "./support/ktest.js";
import { dice } from "./support/processes.js";
import { FAILING, PASSING } from "./support/scripts.js";

const SETTING = "`sysctl -q net.ipv4.tcp_timestamps=0\nip route show > /tmp/ktest_damaged_$PPID.txt`\n";

const SUITE = { "a.pkt": `${SETTING}${PASSING}`, "b.pkt": `${SETTING}${FAILING}`, "c.pkt": PASSING };

const ARGS = ["run", ".", "--variant", "ipv4,ipv6"];

function run(cwd: string, cache: string, ...args: readonly string[]): Promise<Ended> {
  return ktest([...ARGS, ...args], { cwd, env: { KTEST_CACHE: cache } });
}

/** A cache that is in use, and what runs tell. */
async function warm(): Promise<{ readonly cwd: string; readonly cache: string; readonly told: string }> {
  const cwd = makeFolder(SUITE);
  const cache = makeFolder();
  const plain = await run(cwd, cache, "--no-cache");
  for (let count = 0; count < 2; count++)
    expect(masked((await run(cwd, cache)).stdout)).toBe(masked(plain.stdout));
  return { cwd, cache, told: masked(plain.stdout) };
}

const DAMAGE: Readonly<Record<string, (path: string) => void>> = {
  "is cut short": (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2)),
  "is empty": (path) => truncateSync(path, 0),
  "has other bytes": (path) => {
    const bytes = readFileSync(path);
    const chance = dice(bytes.length);
    for (let flip = 0; flip < 50; flip++)
      bytes[Math.floor(chance() * bytes.length)] = Math.floor(chance() * 256);
    writeFileSync(path, bytes);
  },
  "is a folder": (path) => {
    rmSync(path);
    mkdirSync(join(path, "in"), { recursive: true });
  },
  "cannot be read": (path) => chmodSync(path, 0),
};

describe("a cache of which each file", () => {
  it.each(Object.keys(DAMAGE))("%s changes nothing but speed", async (name) => {
    const { cwd, cache, told } = await warm();
    const folder = join(cache, "snapshots");
    for (const file of readdirSync(folder)) DAMAGE[name]?.(join(folder, file));
    for (let count = 0; count < 2; count++) {
      const { stdout, stderr, status } = await run(cwd, cache);
      expect([masked(stdout), stderr, status]).toEqual([told, "", 1]);
    }
  });
});

describe("a cache folder", () => {
  it.each<readonly [string, (path: string) => void]>([
    ["is a file", (path) => writeFileSync(path, "")],
    ["is a program", (path) => writeFileSync(path, "#!/bin/sh\n", { mode: 0o755 })],
    ["others may write to", (path) => chmodSync(mkdirSync(path, { recursive: true }) ?? path, 0o777)],
    ["has no permissions", (path) => mkdirSync(path, { mode: 0 })],
  ])("that %s changes nothing but speed", async (_, make) => {
    const { cwd, told } = await warm();
    const cache = makeFolder();
    make(join(cache, "snapshots"));
    const { stdout, stderr, status } = await run(cwd, cache);
    expect([masked(stdout), stderr, status]).toEqual([told, "", 1]);
  });
});
