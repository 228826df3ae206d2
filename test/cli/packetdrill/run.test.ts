// SPDX-License-Identifier: GPL-2.0
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "../support/folder.js";
import { type Ended, ktest } from "../support/ktest.js";
import { FAILING, MISSPELT, PASSING } from "../support/scripts.js";

/** `packetdrill …` with ktest in its place. */
const packetdrill = (args: readonly string[], cwd: string): Promise<Ended> =>
  ktest(["run", "--packetdrill", ...args], { cwd });

const firstLine = ({ stderr }: Ended): string => stderr.split("\n")[0] ?? "";

/** The segment size that an MTU of 1500 bytes leaves is 20 bytes less with IPv6. */
const IPV6_ONLY = PASSING.replace("<mss 1460>", "<mss 1440>");

describe("ktest run --packetdrill", () => {
  it("says nothing about scripts that pass", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": PASSING });
    expect(await packetdrill(["--ip_version=ipv4", "a.pkt", "--mtu", "1500", "b.pkt"], cwd)).toEqual({
      status: 0,
      signal: null,
      stdout: "",
      stderr: "",
    });
  });

  it("stops at the first script that fails, and says where in packetdrill's form", async () => {
    const cwd = makeFolder({ "bad.pkt": FAILING, "worse.pkt": MISSPELT });
    const ended = await packetdrill(["bad.pkt", "worse.pkt"], cwd);
    expect([ended.status, ended.stdout]).toEqual([1, ""]);
    expect(firstLine(ended)).toMatch(/^bad\.pkt:10: error handling packet: outbound packet differs: /);
    expect(ended.stderr).toContain("FAIL bad.pkt (ipv4)");
    expect(ended.stderr).not.toContain("worse.pkt");
  });

  it.each([
    ["0 close(3) = 0\n", "a.pkt:1: semantic error: "],
    [
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 listen(3, 1) = 7\n",
      "a.pkt:2: runtime error in listen call: ",
    ],
    [
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 listen(3,\n  htons(1)) = 7\n",
      "a.pkt:3: runtime error in listen call: ",
    ],
    ["0 `exit 3`\n", "a.pkt:1: error executing command: "],
    [MISSPELT, "a.pkt:7: parse error: "],
    ["--mtu=big\n0 `true`\n", "a.pkt:1: semantic error: "],
  ])("says what kind of failure it is: %j", async (script, expected) => {
    const ended = await packetdrill(["a.pkt"], makeFolder({ "a.pkt": script }));
    expect(firstLine(ended).slice(0, expected.length)).toBe(expected);
    expect(ended.status).toBe(1);
  });

  it("prefers the command line to the script", async () => {
    const cwd = makeFolder({ "a.pkt": `--ip_version=ipv4\n--mtu=1400\n${IPV6_ONLY}` });
    expect((await packetdrill(["--ip_version=ipv6", "--mtu=1500", "a.pkt"], cwd)).status).toBe(0);
    expect((await packetdrill(["--ip_version=ipv6", "a.pkt"], cwd)).status).toBe(1);
  });

  it("goes on after what is not fatal", async () => {
    const wrong = PASSING.replace("write(4, ..., 100) = 100", "write(4, ..., 100) = 99");
    const cwd = makeFolder({ "call.pkt": wrong, "packet.pkt": FAILING });
    const both = ["call.pkt", "packet.pkt"];
    expect((await packetdrill(["--non_fatal=syscall", ...both], cwd)).stderr).toContain("packet.pkt:10: ");
    expect((await packetdrill(["--non_fatal=packet, syscall", ...both], cwd)).status).toBe(0);
  });

  it("reads scripts without running them with --dry_run", async () => {
    const cwd = makeFolder({ "bad.pkt": FAILING, "worse.pkt": MISSPELT });
    expect((await packetdrill(["--dry_run", "bad.pkt"], cwd)).status).toBe(0);
    const ended = await packetdrill(["--dry_run", "worse.pkt"], cwd);
    expect([ended.status, firstLine(ended)]).toEqual([
      1,
      expect.stringMatching(/^worse\.pkt:7: parse error: /),
    ]);
  });

  it("tells with -v what happened", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING });
    const { status, stdout } = await packetdrill(["-v", "--speed=10", "a.pkt"], cwd);
    expect(stdout).toContain("--speed changes nothing");
    expect(stdout).toContain("S 0:0(0) win 32792 <mss 1000>");
    expect(status).toBe(0);
  });

  it("keeps to options of ktest before it", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING });
    const { status } = await ktest(["run", "--pcap", "out", "--packetdrill", "--ip_version=ipv6", "a.pkt"], {
      cwd,
    });
    expect([status, existsSync(join(cwd, "out/a.ipv6.pcapng"))]).toEqual([1, true]);
  });

  it("writes an object for each script with --json before it, also behind one that fails", async () => {
    const cwd = makeFolder({ "bad.pkt": FAILING, "b.pkt": PASSING });
    const args = ["run", "--json", "--packetdrill", "bad.pkt", "missing.pkt", "b.pkt"];
    const { status, stdout } = await ktest(args, { cwd });
    const objects = stdout.split("\n").filter(Boolean);
    expect(objects.map((line): unknown => JSON.parse(line))).toMatchObject([
      { script: "bad.pkt", variant: "ipv4", verdict: "fail", line: 10 },
      { script: "missing.pkt", variant: null, verdict: "error" },
      { script: "b.pkt", variant: "ipv4", verdict: "pass" },
    ]);
    expect(status).toBe(1);
  });

  it("refuses what it cannot do, and shows how it is used", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING });
    const ended = await packetdrill(["--wire_server", "a.pkt"], cwd);
    expect([ended.status, ended.stdout]).toEqual([1, ""]);
    expect(ended.stderr).toMatch(/^ktest: --wire_server cannot be followed: .*\nusage: /);
    expect(firstLine(await packetdrill(["missing.pkt"], cwd))).toMatch(/^missing\.pkt: parse error: ENOENT/);
  });
});
