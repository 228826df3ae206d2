// SPDX-License-Identifier: GPL-2.0
import { chmodSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { type Ended, ktest } from "./support/ktest.js";

/** Sends two segments that fit if the MTU is what the helper sets, and tells it. */
const SCRIPT = `\`./mtu.sh
sysctl -q net.ipv4.tcp_timestamps=0\`
0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0  fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
+0  connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
+0  > S 0:0(0) <mss 1160,nop,nop,sackOK,nop,wscale 7>
+0 \`cat /tmp/ktest_cache_test_\${PPID}.txt\`
`;
const HELPER = `#!/bin/sh
ip link set dev tun0 mtu \${MTU:-1200}
echo "made for one process" > /tmp/ktest_cache_test_$PACKETDRILL_PID.txt
`;

/** A folder with a script and its helper, as if they had been there for long. */
function project(helper = HELPER): string {
  const cwd = makeFolder({ "mtu.pkt": SCRIPT });
  writeHelper(cwd, helper);
  return cwd;
}

function writeHelper(cwd: string, text: string): void {
  writeFileSync(join(cwd, "mtu.sh"), text);
  chmodSync(join(cwd, "mtu.sh"), 0o755);
}

/** Time enough after a change that a command which reads the file later is known to read it whole. */
async function settle(cwd: string): Promise<void> {
  await ktest(["run", "--variant", "ipv4", "--no-cache", "mtu.pkt"], { cwd });
}

interface Run {
  readonly ended: Ended;
  readonly passed: boolean;
  readonly captures: Readonly<Record<string, string>>;
  /** Files in the folder. */
  readonly kept: readonly string[];
}

async function run(cwd: string, env: Readonly<Record<string, string>> = {}, ...args: string[]): Promise<Run> {
  const cache = join(cwd, "cache");
  const given = ["--variant", "ipv4", "--pcap", "pcap", ...args, "mtu.pkt"];
  const ended = await ktest(["run", ...given], { cwd, env: { KTEST_CACHE: cache, ...env } });
  const list = (path: string): readonly string[] => {
    try {
      return readdirSync(path).sort();
    } catch {
      return [];
    }
  };
  const captures = Object.fromEntries(
    list(join(cwd, "pcap")).map((name) => [name, readFileSync(join(cwd, "pcap", name)).toString("hex")]),
  );
  return {
    ended,
    passed: ended.status === 0,
    captures,
    kept: list(join(cache, "snapshots")),
  };
}

function isSnapshot(name: string): boolean {
  return name.endsWith(".pages");
}

describe("what runs keep for later ones", () => {
  it("changes no byte of a capture, nor the log", async () => {
    const cwd = project();
    await settle(cwd);
    const runs = [
      await run(cwd, {}, "--no-cache", "-v"),
      await run(cwd, {}, "-v"),
      await run(cwd, {}, "-v"),
      await run(cwd, {}, "-v", "--workers", "0"),
    ];
    const [plain, cold, ...warm] = runs;
    const log = ({ ended }: Run): string =>
      ended.stdout.replace(/\d+\.\d+ s\)?$/gm, "").replace(/in \d.*/g, "");
    expect(plain?.passed, plain?.ended.stdout).toBe(true);
    expect(plain?.kept).toEqual([]);
    // The kernel after boot, what says so, and the logs of commands and of parsed scripts.
    const endings = cold?.kept.map((name) => name.split(".").at(-1)).sort();
    expect(endings).toEqual(["json", "log", "log", "pages"]);
    for (const other of runs) {
      expect(log(other)).toBe(log(plain ?? other));
      expect(other.captures).toEqual(plain?.captures);
    }
    for (const { kept } of warm) expect(kept).toEqual(cold?.kept);
  });

  it("counts no longer when a helper, the environment or the seed is another", async () => {
    const cwd = project();
    await settle(cwd);
    expect((await run(cwd)).passed).toBe(true);
    writeHelper(cwd, HELPER.replace("1200", "1300"));
    expect((await run(cwd)).ended.stdout).toContain("mss");
    writeHelper(cwd, HELPER);
    const again = await run(cwd);
    expect(again.passed, again.ended.stdout).toBe(true);
    const other = await run(cwd, { MTU: "1250" });
    expect(other.passed).toBe(false);
    expect((await run(cwd, { MTU: "1200" })).passed).toBe(true);
    const before = await run(cwd);
    expect((await run(cwd, {}, "--seed", "9")).kept.length).toBeGreaterThan(before.kept.length);
  });

  it("is thrown away when it is damaged", async () => {
    const cwd = project();
    await settle(cwd);
    const { kept, captures } = await run(cwd);
    // All but what names the snapshot of the kernel: without it that would stay for an hour.
    const [snapshot = ""] = kept.filter(isSnapshot);
    const damaged = kept.filter((name) => name !== `${snapshot.split(".")[0]}.json`);
    for (const name of damaged) truncateSync(join(cwd, "cache/snapshots", name), 9000);
    const repaired = await run(cwd);
    expect(repaired.passed, repaired.ended.stdout).toBe(true);
    expect(repaired.captures).toEqual(captures);
    expect(repaired.kept.filter(isSnapshot)).not.toEqual(kept.filter(isSnapshot));
    expect(repaired.kept.filter(isSnapshot)).toHaveLength(1);
    expect((await run(cwd)).kept).toEqual(repaired.kept);
  });

  it("is shared by processes that run at once", async () => {
    const cwd = project();
    await settle(cwd);
    const all = await Promise.all([run(cwd), run(cwd), run(cwd)]);
    expect(all.map(({ passed }) => passed)).toEqual([true, true, true]);
    const { kept, captures } = await run(cwd);
    expect(kept.filter(isSnapshot)).toHaveLength(1);
    expect(captures).toEqual(all[0]?.captures);
  });

  it("is done without, where there is no folder for it; -v says why", async () => {
    const cwd = project();
    const bad = join(cwd, "file");
    writeFileSync(bad, "");
    const quiet = await run(cwd, { KTEST_CACHE: bad });
    expect(quiet.passed, quiet.ended.stdout).toBe(true);
    expect(quiet.ended.stdout + quiet.ended.stderr).not.toContain("kept");
    const told = await run(cwd, { KTEST_CACHE: bad }, "-v");
    expect(told.ended.stdout).toMatch(/^nothing is kept for the next run: ENOTDIR/m);
    const off = await run(cwd, { KTEST_NO_CACHE: "1" }, "-v");
    expect(off.ended.stdout).toContain("nothing is kept for the next run: KTEST_NO_CACHE is set\n");
    expect(off.kept).toEqual([]);
    mkdirSync(join(cwd, "cache/snapshots"), { recursive: true });
    chmodSync(join(cwd, "cache/snapshots"), 0o777);
    expect((await run(cwd, {}, "-v")).ended.stdout).toMatch(/next run: others may write to .*snapshots$/m);
  });
});
