// SPDX-License-Identifier: GPL-2.0
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { type Ended, PROGRAM, runProgram } from "./support/ktest.js";
import { FAILING, PASSING } from "./support/scripts.js";

/** A mount namespace of its own, in which it may mount what it likes. */
const UNSHARE = ["--user", "--map-root-user", "--mount"];
const hasNamespaces = spawnSync("unshare", [...UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;

/** Runs a shell script with a file system of so many KiB at $PWD/small, and ktest as "$@". */
function onSmallDisk(cwd: string, kib: number, script: string, args: readonly string[]): Promise<Ended> {
  const mount = `mkdir small && mount -t tmpfs -o size=${kib}k none small && `;
  const command = ["sh", "-c", mount + script, "sh", process.execPath, PROGRAM, ...args];
  return runProgram("unshare", [...UNSHARE, ...command], { cwd });
}

describe.skipIf(!hasNamespaces)("a full disk (skipped where no mount namespace can be made)", () => {
  it("fails no test, leaves no half of a capture, and is named", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": FAILING, "c.pkt": PASSING });
    const args = ["run", "--variant", "ipv4", "--workers", "1", "--pcap", "small/pcap", "."];
    // One page for each capture: there is room for the first.
    const script =
      '"$@"; echo "exit $?"; cd small/pcap; for f in *; do tshark -r $f > /dev/null && echo whole $f; done';
    const { stdout } = await onSmallDisk(cwd, 4, script, args);
    const lines = stdout.split("\n");
    expect(lines.filter((line) => line.startsWith("whole"))).toEqual(["whole a.ipv4.pcapng"]);
    for (const name of ["b", "c"])
      expect(stdout).toContain(
        `${name}.pkt: error: the capture small/pcap/${name}.ipv4.pcapng cannot be written: ENOSPC: no space left on device, write [run/capture]`,
      );
    // What it came to is told all the same.
    expect(stdout).toContain("FAIL b.pkt (ipv4)\nb.pkt:10:");
    expect(stdout).toContain("ERROR c.pkt (ipv4)\n");
    expect(stdout).toMatch(/^1 passed, 1 failed, 1 could not run /m);
    expect(lines).toContain("exit 1");
  });

  it("keeps a capture that there was", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING });
    const args = ["run", "--variant", "ipv4", "--pcap", "small", "a.pkt"];
    const script =
      '"$@" > /dev/null; cp small/a.ipv4.pcapng before; head -c 1M /dev/zero > small/fill 2> /dev/null; "$@"; echo "exit $?"; cmp before small/a.ipv4.pcapng && ls small';
    const { stdout } = await onSmallDisk(cwd, 12, script, args);
    expect(stdout).toContain("ENOSPC: no space left on device");
    expect(stdout).toMatch(/exit 2\na\.ipv4\.pcapng\nfill\n$/);
  });

  it("ends a run whose report has no room", async () => {
    const scripts = Array.from({ length: 40 }, (_, index) => [`${index}.pkt`, PASSING] as const);
    const cwd = makeFolder(Object.fromEntries(scripts));
    const script = '"$@" > small/report.json; echo "exit $?"; wc -c < small/report.json';
    const { stdout, stderr } = await onSmallDisk(cwd, 4, script, ["run", "--json", "--shard", "1/1", "."]);
    expect(stderr).toBe("ktest: standard output: ENOSPC: no space left on device, write\n");
    expect(stdout).toMatch(/^exit 2\n/);
  });

  it("costs nothing but speed where it is that of the cache", async () => {
    const cwd = makeFolder({ "a.pkt": `\`sysctl -q net.ipv4.tcp_timestamps=0\`\n${PASSING}` });
    const script = 'KTEST_CACHE=$PWD/small/cache "$@"; echo "exit $?"';
    const { stdout, stderr } = await onSmallDisk(cwd, 64, script, ["run", "."]);
    expect(stdout).toMatch(/^ok \.: 3 passed, (.*\n)+exit 0\n$/);
    expect(stderr).toBe("");
  });
});

describe("standard output that cannot be written", () => {
  it("is said, and is no success", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING });
    const { stdout, stderr } = await runProgram(
      "sh",
      ["-c", '"$@" > /dev/full; echo "exit $?"', "sh", process.execPath, PROGRAM, "run", "a.pkt"],
      { cwd },
    );
    expect([stdout, stderr]).toEqual([
      "exit 2\n",
      "ktest: standard output: ENOSPC: no space left on device, write\n",
    ]);
  });
});
