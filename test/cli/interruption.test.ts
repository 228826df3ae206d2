// SPDX-License-Identifier: GPL-2.0
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./support/folder.js";
import { ktest, masked } from "./support/ktest.js";
import { processesIn } from "./support/processes.js";
import { BUSY, KILLING, PASSING } from "./support/scripts.js";

describe("Ctrl-C", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("(%s) ends the run, which tells what was done", async (signal) => {
    const cwd = makeFolder({ "a-good.pkt": PASSING, "b-busy.pkt": BUSY, "c-good.pkt": PASSING });
    let hasBegun = false;
    const { status, stdout, stderr } = await ktest(
      ["run", "-v", ".", "--variant", "ipv4", "--workers", "1"],
      {
        cwd,
        onOutput: (child) => {
          // The report of the first test is out: the second has the worker for itself.
          if (!hasBegun) child.kill(signal);
          hasBegun = true;
        },
      },
    );
    expect(masked(stdout).split("\n").slice(-3)).toEqual([
      "ok .: 1 passed, 0.10 s of virtual time in _ s",
      "1 passed, 0 failed, 2 not run (0.10 s of virtual time in _ s)",
      "",
    ]);
    expect([status, stderr]).toEqual([130, ""]);
  });

  it("leaves no process, no half of a file, and no report that looks whole", async () => {
    const own = "`echo mine > /tmp/ktest_interrupted_$PPID.txt`\n";
    const cwd = makeFolder({
      "tests/a.pkt": PASSING,
      "tests/b.pkt": `${own}${BUSY}`,
      "tests/c.pkt": `${own}${BUSY}`,
      "tests/d.pkt": PASSING,
    });
    const isOwn = (name: string): boolean => name.startsWith("ktest_interrupted_");
    let isStopped = false;
    const { status, stdout, stderr } = await ktest(
      ["run", "--json", "tests", "--variant", "ipv4", "--workers", "1", "--pcap", "pcap"],
      {
        cwd,
        onOutput: (child) => {
          // The first test is told. Wait until the second has come to where it never ends.
          const look = (): void => {
            if (isStopped) return;
            isStopped = readdirSync(tmpdir()).some(isOwn) && processesIn(join(cwd, "tests")).length > 0;
            if (isStopped) child.kill("SIGINT");
            else setImmediate(look);
          };
          look();
        },
      },
    );
    const lines = stdout.trimEnd().split("\n");
    const told = lines.map((line): Record<string, unknown> => JSON.parse(line));
    expect(told.map(({ script, verdict, message }) => [script, verdict, message])).toEqual([
      ["tests/a.pkt", "pass", ""],
      ...["b", "c", "d"].map((name) => [`tests/${name}.pkt`, "error", "not run: the run ended before"]),
    ]);
    expect([status, stderr]).toEqual([130, ""]);
    expect(readdirSync(join(cwd, "pcap"))).toEqual(["a.ipv4.pcapng"]);
    expect(readdirSync(tmpdir()).filter(isOwn)).toEqual([]);
    // The kernel needs a moment to end them; if it does not, the test does not end either.
    while (processesIn(join(cwd, "tests")).length > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});

describe("a reader that leaves", () => {
  it("is no error", async () => {
    const scripts = Array.from({ length: 12 }, (_, index) => [`${index}.pkt`, PASSING] as const);
    const cwd = makeFolder(Object.fromEntries(scripts));
    const { status, stderr } = await ktest(["run", "-v", "."], {
      cwd,
      onOutput: (child) => child.stdout?.destroy(),
    });
    expect([status, stderr]).toEqual([0, ""]);
  });
});

describe("a worker process that is killed", () => {
  it("costs the test that it ran, and no other", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": KILLING, "c.pkt": PASSING, "d.pkt": PASSING });
    for (const workers of ["1", "2"]) {
      const { status, stdout } = await ktest(["run", ".", "--variant", "ipv4", "--workers", workers], {
        cwd,
      });
      expect(masked(stdout)).toBe(
        [
          "FAIL b.pkt (ipv4)",
          "b.pkt: error: the worker process died: SIGKILL [run/worker-died]",
          "3 passed, 1 failed (0.30 s of virtual time in _ s)",
          "",
        ].join("\n"),
      );
      expect(status).toBe(1);
    }
  });
});
