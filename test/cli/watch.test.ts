// SPDX-License-Identifier: GPL-2.0
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findLibrary } from "../../src/kernel/index.js";
import { brokenLibrary } from "./support/broken-library.js";
import { makeFolder } from "./support/folder.js";
import { type Ended, ktest, masked } from "./support/ktest.js";
import { BUSY, FAILING, MISSPELT, PASSING } from "./support/scripts.js";

/** What the user does when the program waits: at the first sight of it, then each time after a run. */
type Steps = readonly (() => void)[];

const WAITS = /^watching .*\n/gm;

/**
 * Runs `ktest run --watch`, does a step each time it says that it waits, and ends it with Ctrl-C.
 * @returns how it ended, and what it printed from one wait to the next
 */
async function watch(
  cwd: string,
  args: readonly string[],
  steps: Steps,
): Promise<{ readonly ended: Ended; readonly told: readonly string[] }> {
  let [seen, taken] = ["", 0];
  const ended = await ktest(["run", "--watch", "--variant", "ipv4", ...args], {
    cwd,
    onOutput: (child, text) => {
      seen += text;
      const waits = seen.match(WAITS)?.length ?? 0;
      for (; taken < waits; taken++) {
        const step = steps[taken];
        if (step === undefined) child.kill("SIGINT");
        else step();
      }
    },
  });
  return { ended, told: masked(ended.stdout).split(WAITS) };
}

const OK = (count: number): string => `${count} passed, 0 failed (`;

describe("ktest run --watch", () => {
  it("runs a script again that was written, replaced or made, and ends with the last exit code", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": PASSING });
    const path = (name: string): string => join(cwd, name);
    const { ended, told } = await watch(
      cwd,
      ["."],
      [
        () => writeFileSync(path("a.pkt"), FAILING),
        () => {
          // As editors do it.
          writeFileSync(path(".b.pkt.swp"), `${PASSING}// more\n`);
          renameSync(path(".b.pkt.swp"), path("b.pkt"));
        },
        () => {
          mkdirSync(path("deep/er"), { recursive: true });
          writeFileSync(path("deep/er/c.pkt"), PASSING);
        },
        () => writeFileSync(path("deep/er/c.pkt"), FAILING),
      ],
    );
    expect(told[0]).toContain(OK(2));
    expect(told[1]).toMatch(/^a\.pkt has changed: running it\nFAIL a\.pkt (.*\n)+0 passed, 1 failed /);
    expect(told[2]).toMatch(/^b\.pkt has changed: running it\nok \.: 1 passed/);
    expect(told[3]).toMatch(/^deep\/er\/c\.pkt is new: running it\nok deep\/er: 1 passed/);
    expect(told[4]).toMatch(/^deep\/er\/c\.pkt has changed: running it\nFAIL deep\/er\/c\.pkt/);
    expect([told.length, told[5], ended.status, ended.stderr]).toEqual([6, "", 1, ""]);
  });

  it("runs what uses a file that a command read, looked for, or the script opens", async () => {
    const opening = '0 open("data.txt", O_RDONLY) = 3\n+0 read(3, ..., 100) = 4\n';
    const cwd = makeFolder({
      "tests/a.pkt": `\`../common/setup.sh\`\n${PASSING}`,
      "tests/b.pkt": `\`../common/setup.sh\`\n${PASSING}`,
      "tests/c.pkt": opening,
      "tests/d.pkt": PASSING,
      "common/setup.sh":
        "#!/bin/sh\n. ../common/values.sh\n[ ! -e ../common/local.sh ] || . ../common/local.sh\nexit $VALUE\n",
      "common/values.sh": "VALUE=0\n",
      "tests/data.txt": "four",
    });
    const path = (name: string): string => join(cwd, name);
    chmodSync(path("common/setup.sh"), 0o755);
    const { ended, told } = await watch(
      cwd,
      ["tests"],
      [
        () => writeFileSync(path("common/values.sh"), "VALUE=3\n"),
        () => writeFileSync(path("common/local.sh"), "VALUE=0\n"),
        () => writeFileSync(path("tests/data.txt"), "four!"),
        () => {
          writeFileSync(path("tests/data.txt"), "five");
          writeFileSync(path("tests/d.pkt"), `${PASSING}\n`);
        },
      ],
    );
    expect(told[0]).toContain(OK(4));
    expect(told[1]).toMatch(/^common\/values\.sh has changed: running the 2 scripts that use it\nFAIL /);
    expect(told[1]).toContain("0 passed, 2 failed");
    expect(told[2]).toMatch(/^common\/local\.sh has changed: running the 2 scripts that use it\nok /);
    expect(told[3]).toMatch(/^tests\/data\.txt has changed: running tests\/c\.pkt, which uses it\nFAIL /);
    expect(told[4]?.split("\n").slice(0, 2).sort()).toEqual([
      "tests/d.pkt has changed: running it",
      "tests/data.txt has changed: running tests/c.pkt, which uses it",
    ]);
    expect(told[4]).toContain(OK(2));
    expect([told.length, ended.status, ended.stderr]).toEqual([6, 0, ""]);
  });

  it("goes on after a mistake in a script, a script that goes, and a run without any", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING });
    const path = join(cwd, "a.pkt");
    const { ended, told } = await watch(
      cwd,
      [".", "later.pkt"],
      [
        () => writeFileSync(path, MISSPELT),
        () => rmSync(path),
        () => writeFileSync(path, PASSING),
        () => writeFileSync(join(cwd, "later.pkt"), FAILING),
      ],
    );
    expect(told[0]).toContain("later.pkt: error: no such file or folder\n");
    expect(told[1]).toMatch(/^a\.pkt has changed: running it\nERROR a\.pkt .*\na\.pkt:7:9: error: /);
    expect(told[2]).toBe("a.pkt is gone\n");
    expect(told[3]).toMatch(/^a\.pkt is new: running it\nok \.: 1 passed/);
    expect(told[4]).toMatch(/later\.pkt is new: running it\nFAIL /);
    expect([ended.status, ended.stderr]).toEqual([1, ""]);
  });

  it("runs all in new workers when the library was built anew", async () => {
    const original = findLibrary();
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": PASSING });
    const build = makeFolder();
    const library = join(build, basename(original));
    const constants = (path: string): string => path.replace(/\.so$/, ".constants.json");
    copyFileSync(original, library);
    copyFileSync(constants(original), constants(library));
    const broken = brokenLibrary(makeFolder(), "tcp_v4_conn_request", "invalidOpcode");
    const { ended, told } = await watch(
      cwd,
      [".", "--library", library],
      [
        () => copyFileSync(broken, library),
        () => {
          rmSync(library);
          copyFileSync(original, `${library}.tmp`);
          renameSync(`${library}.tmp`, library);
        },
        () => writeFileSync(library, "half of it"),
        () => copyFileSync(original, library),
      ],
    );
    expect(told[0]).toContain(OK(2));
    const why = `${library} has changed: running all 2 scripts\n`;
    expect(told[1]?.startsWith(`${why}FAIL a.pkt`)).toBe(true);
    expect(told[1]).toContain("0 passed, 2 failed");
    expect(told[2]?.startsWith(`${why}ok .: 2 passed`)).toBe(true);
    expect(told[3]).toBe(why);
    expect(told[4]?.startsWith(`${why}ok .: 2 passed`)).toBe(true);
    expect(ended.stderr).toMatch(/^ktest: .+\n/);
    expect(ended.status).toBe(0);
  });

  it("keeps the names of captures, and is not woken by them", async () => {
    const cwd = makeFolder({ "x/a.pkt": PASSING, "y/b.pkt": PASSING });
    const edited = `${PASSING}+0 close(4) = 0\n+0 > F. 101:101(0) ack 1\n`;
    const { told } = await watch(
      cwd,
      ["x", "y", "--pcap", "x"],
      [() => writeFileSync(join(cwd, "y/b.pkt"), edited)],
    );
    expect(told).toHaveLength(3);
    expect(told[1]).toContain("y/b.pkt has changed: running it\n");
    const again = await ktest(["run", "--variant", "ipv4", "--pcap", "once", "x", "y"], { cwd });
    expect(again.status).toBe(0);
    for (const name of ["x_a.ipv4.pcapng", "y_b.ipv4.pcapng"])
      expect(readFileSync(join(cwd, "x", name))).toEqual(readFileSync(join(cwd, "once", name)));
  });

  it("ends at once with Ctrl-C while tests run", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": BUSY });
    const { status, stdout, stderr } = await ktest(
      ["run", "--watch", "-v", "--variant", "ipv4", "--workers", "1", "."],
      { cwd, onOutput: (child, text) => void (text.includes("ok a.pkt") && child.kill("SIGINT")) },
    );
    expect(masked(stdout)).toMatch(/\n1 passed, 0 failed, 1 not run .*\n$/);
    expect([status, stderr]).toEqual([130, ""]);
  });

  it("has objects alone on standard output with --json", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING });
    const { status, stdout, stderr } = await ktest(
      ["run", "--watch", "--json", "--variant", "ipv4", "a.pkt"],
      { cwd, onOutput: (child) => void child.kill("SIGINT") },
    );
    expect(JSON.parse(stdout)).toMatchObject({ script: "a.pkt", verdict: "pass" });
    expect(stderr === "" || stderr.startsWith("watching 1 script")).toBe(true);
    expect([0, 130]).toContain(status);
  });

  it("does not go with --shard", async () => {
    const { status, stderr } = await ktest(["run", "--watch", "--shard", "1/2", "."], { cwd: makeFolder() });
    expect([status, stderr]).toEqual([2, "ktest: --shard and --watch do not go together\n"]);
  });
});
