// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { KERNEL_SCRIPTS, ktest, masked } from "./support/ktest.js";
import { FAILING, PASSING } from "./support/scripts.js";

describe("ktest run", () => {
  it("passes the scripts of the kernel's own selftests in all variants", async () => {
    const { status, stdout } = await ktest(["run", KERNEL_SCRIPTS], { cwd: makeFolder() });
    expect(masked(stdout)).toMatch(
      /^ok .*\/selftests\/net\/packetdrill: 72 passed, .*\n72 passed, 0 failed .*\n$/,
    );
    expect(status).toBe(0);
  });

  it("prints a line for a folder whose tests pass", async () => {
    const cwd = makeFolder({ "tcp/one.pkt": PASSING, "tcp/two.pkt": PASSING, "tcp/note.txt": "no script" });
    const { status, stdout, stderr } = await ktest(["run", "tcp"], { cwd });
    expect(masked(stdout)).toMatchSnapshot();
    expect([status, stderr]).toEqual([0, ""]);
  });

  it("prints a full report for each test that fails", async () => {
    const cwd = makeFolder({ "tcp/bad.pkt": FAILING, "tcp/good.pkt": PASSING });
    const { status, stdout, stderr } = await ktest(["run", "tcp", "--variant", "ipv4,ipv6"], { cwd });
    expect(masked(stdout)).toMatchSnapshot();
    expect([status, stderr]).toEqual([1, ""]);
  });

  it("prints with -v what happened in each test", async () => {
    const cwd = makeFolder({ "good.pkt": PASSING });
    const { status, stdout } = await ktest(["run", "-v", "good.pkt", "--variant", "ipv4"], { cwd });
    expect(masked(stdout)).toMatchSnapshot();
    expect(status).toBe(0);
  });

  it("opens files beside the script, and then in the folder where it was started", async () => {
    const script = (name: string, text: string) => `--ip_version=ipv4
0 open("${name}", O_RDONLY) = 3
+0 read(3, "${text}", 100) = ${text.length}
`;
    const cwd = makeFolder({
      "tcp/beside.pkt": script("data/a.txt", "beside"),
      "tcp/started.pkt": script("b.txt", "started"),
      "tcp/none.pkt": '--ip_version=ipv4\n0 open("c.txt", O_RDONLY) = -1 ENOENT\n',
      "tcp/data/a.txt": "beside",
      "data/a.txt": "elsewhere",
      "b.txt": "started",
    });
    const { status, stdout } = await ktest(["run", "tcp"], { cwd });
    expect([status, masked(stdout)]).toEqual([0, expect.stringContaining("3 passed, 0 failed")]);
  });

  it("paints on request", async () => {
    const cwd = makeFolder({ "good.pkt": PASSING });
    const { stdout } = await ktest(["run", "--color", "good.pkt", "--variant", "ipv4"], { cwd });
    expect(stdout).toContain("\u001b[32mok\u001b[39m");
  });

  it("runs in its own process when there are to be no workers", async () => {
    const cwd = makeFolder({ "good.pkt": PASSING, "bad.pkt": FAILING });
    const args = ["run", ".", "--variant", "ipv4"];
    const [apart, within] = await Promise.all([
      ktest(args, { cwd }),
      ktest([...args, "--workers", "0"], { cwd }),
    ]);
    expect({ ...within, stdout: masked(within.stdout) }).toEqual({ ...apart, stdout: masked(apart.stdout) });
  });

  it("prints one object a line with --json", async () => {
    const cwd = makeFolder({ "bad.pkt": FAILING, "good.pkt": PASSING });
    const { status, stdout } = await ktest(["run", "--json", "--variant", "ipv6,ipv4", ".", "missing.pkt"], {
      cwd,
    });
    const lines = stdout.trimEnd().split("\n");
    const objects = lines.map((line): Record<string, unknown> => JSON.parse(line));
    for (const object of objects) {
      expect(Object.keys(object)).toEqual([
        "script",
        "variant",
        "verdict",
        "line",
        "message",
        "virtual_ns",
        "wall_us",
      ]);
      expect(object).toMatchObject({ virtual_ns: expect.any(Number), wall_us: expect.any(Number) });
    }
    const told = objects.map(({ script, variant, verdict, line }) => [script, variant, verdict, line]);
    expect(told).toEqual([
      ["missing.pkt", null, "error", 0],
      ["bad.pkt", "ipv4", "fail", 10],
      ["bad.pkt", "ipv6", "fail", 10],
      ["good.pkt", "ipv4", "pass", 0],
      ["good.pkt", "ipv6", "pass", 0],
    ]);
    expect(objects.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "no such file or folder",
        "outbound packet differs: tcp.flags expected FP., actual P.; tcp.ack expected 2, actual 1",
        "outbound packet differs: tcp.flags expected FP., actual P.; tcp.ack expected 2, actual 1",
        "",
        "",
      ]
    `);
    expect(objects[3]).toMatchObject({ virtual_ns: 100_006_000 });
    expect(status).toBe(1);
  });

  it("fails with --strict for a packet that the script does not expect", async () => {
    const lax = PASSING.replace("+0  > P. 1:101(100) ack 1\n", "");
    const cwd = makeFolder({ "a.pkt": lax, "b.pkt": PASSING });
    const args = ["run", "--variant", "ipv4,ipv6"];
    expect(await ktest([...args, "a.pkt", "b.pkt"], { cwd })).toMatchObject({ status: 0 });
    expect(await ktest([...args, "--strict", "b.pkt"], { cwd })).toMatchObject({ status: 0 });
    const { status, stdout } = await ktest([...args, "--strict", "a.pkt"], { cwd });
    expect(status).toBe(1);
    for (const variant of ["ipv4", "ipv6"])
      expect(stdout).toContain(`FAIL a.pkt (${variant})
a.pkt:9:5: error: the script does not expect this packet: 0.100006 > P. 1:101(100) ack 1 win 64240 [run/unexpected-packet]
 9 | +0  write(4, ..., 100) = 100
   |     ^^^^^^^^^^^^^^^^^^^^^^^^
  = note: it would stand behind this event
`);
    // as packetdrill's own command line has it, the word is short for --strict_segments
    const own = ["run", "--strict", "--packetdrill", "--ip_version=ipv4", "a.pkt"];
    expect(await ktest(own, { cwd })).toMatchObject({ status: 1 });
    expect(
      await ktest(
        own.filter((word) => word !== "--strict"),
        { cwd },
      ),
    ).toMatchObject({ status: 0 });
  });

  it("takes definitions from the command line", async () => {
    const cwd = makeFolder({ "good.pkt": PASSING.replace("listen(3, 1)", "listen(3, BACKLOG)") });
    const args = ["run", "good.pkt", "--variant", "ipv4"];
    expect(await ktest([...args, "-D", "BACKLOG=5"], { cwd })).toMatchObject({ status: 0 });
    expect(await ktest(args, { cwd })).toMatchObject({
      status: 2,
      stdout: expect.stringContaining("BACKLOG is no constant of this kernel's headers"),
    });
  });

  it("prints its options", async () => {
    const { status, stdout } = await ktest(["run", "--help"], { cwd: makeFolder() });
    expect(stdout).toContain("--virtual-time-limit <s>");
    expect(status).toBe(0);
  });

  it("prints its version", async () => {
    const cwd = makeFolder();
    const manifest: unknown = JSON.parse(
      readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
    );
    const { status, stdout } = await ktest(["--version"], { cwd });
    expect({ version: stdout.trim() }).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(manifest).toMatchObject({ version: stdout.trim() });
    expect(status).toBe(0);
  });
});
