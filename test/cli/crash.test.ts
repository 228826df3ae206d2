// SPDX-License-Identifier: GPL-2.0
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { brokenLibrary } from "./support/broken-library.js";
import { makeFolder } from "./support/folder.js";
import { ktest } from "./support/ktest.js";
import { PASSING } from "./support/scripts.js";

/** What `a.pkt` meets as ipv4: a kernel whose handling of a SYN has a mistake; as ipv6 all is well. */
const run = async (cwd: string, ...args: readonly string[]): ReturnType<typeof ktest> =>
  ktest(["run", ".", "--variant", "ipv4,ipv6", "--pcap", "pcap", "--workers", "1", ...args], { cwd });

describe("a kernel that", () => {
  it.each([
    { mistake: "nullPointer", says: "BUG: unable to handle access at address 0x0" },
    { mistake: "invalidOpcode", says: "BUG: invalid opcode at address 0x" },
    { mistake: "endlessLoop", says: "BUG: watchdog: the call does not end" },
  ] as const)("has a mistake ($mistake) fails the tests that meet it, and no others", async (test) => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": PASSING });
    const library = brokenLibrary(makeFolder(), "tcp_v4_conn_request", test.mistake);
    const { status, stdout, stderr } = await run(cwd, "--library", library, "--real-time-limit", "1");
    const lines = stdout.split("\n");
    expect(lines[0]).toBe("FAIL a.pkt (ipv4)");
    expect(lines[1]).toMatch(/^a\.pkt:5:5: error: the kernel died: .+ \[run\/died\]$/);
    expect(stdout).toContain(`    ${test.says}`);
    expect(stdout).toMatch(/IP: .*\btcp_v4_conn_request\b/);
    expect(stdout).toMatch(/Call Trace:\n.*\btcp_v4_conn_request\b.*\n(.*\n){0,6}.*\btcp_v4_rcv\b/);
    expect(stdout).toContain("0.000002 listen(3, 1) = 0");
    expect(lines.at(-2)).toMatch(/^2 passed, 2 failed /);
    expect([status, stderr]).toEqual([1, ""]);
    expect(readdirSync(join(cwd, "pcap"))).toHaveLength(4);
  });
});
