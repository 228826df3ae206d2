// SPDX-License-Identifier: GPL-2.0
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findLibrary } from "../../src/kernel/index.js";
import { makeFolder } from "./support/folder.js";
import { type Ended, ktest, masked } from "./support/ktest.js";
import { BUSY, FAILING, MISSPELT, PASSING } from "./support/scripts.js";

/** Passes, but for a difference that is let pass: a warning. */
const WARNING = FAILING.replace("// A server", "--non_fatal=packet\n// A server");

const SUITE = {
  "a/one.pkt": PASSING,
  "a/two.pkt": FAILING,
  "a/three.pkt": `--ip_version=ipv6\n${PASSING}`,
  "b/misspelt.pkt": MISSPELT,
  "b/warning.pkt": WARNING,
  "b/last.pkt": PASSING,
};

/** Runs the shards one after the other; their reports are 1.json, 2.json and so on. */
async function runShards(cwd: string, count: number, ...args: readonly string[]): Promise<readonly Ended[]> {
  const ended: Ended[] = [];
  for (let index = 1; index <= count; index++) {
    const shard = await ktest(["run", "--json", "--shard", `${index}/${count}`, ...args], { cwd });
    writeFileSync(join(cwd, `${index}.json`), shard.stdout);
    ended.push(shard);
  }
  return ended;
}

function files(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${count - at}.json`);
}

function withoutTimes({ stdout }: Ended): string {
  return masked(stdout).replace(/"wall_us":\d+/g, '"wall_us":0');
}

describe("a run in shards", () => {
  it.each([1, 2, 7])("(%i) reports when merged what one run reports", async (count) => {
    const cwd = makeFolder(SUITE);
    const paths = ["nowhere.pkt", "a", "b"];
    await runShards(cwd, count, ...paths);
    for (const how of [["--json"], []]) {
      const one = await ktest(["run", ...how, ...paths], { cwd });
      const merged = await ktest(["run", ...how, "--merge-reports", ...files(count)], { cwd });
      expect(withoutTimes(merged)).toBe(withoutTimes(one));
      expect([merged.status, merged.stderr, one.status]).toEqual([1, "", 1]);
    }
  });

  it("has with -v the log of each test in the reports, to be shown with -v", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": FAILING });
    await runShards(cwd, 2, "-v", ".");
    for (const how of [["-v"], []]) {
      const merged = await ktest(["run", ...how, "--merge-reports", ...files(2)], { cwd });
      expect(withoutTimes(merged)).toBe(withoutTimes(await ktest(["run", ...how, "."], { cwd })));
    }
  });

  it("measures real time in the shards: that of tests is added up, that of the run is the longest", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": PASSING });
    const shards = await runShards(cwd, 2, "--variant", "ipv4", ".");
    const lines = shards.flatMap(({ stdout }) =>
      stdout.split("\n").filter((line) => line.includes("wall_us")),
    );
    const merged = await ktest(["run", "--json", "--merge-reports", ...files(2)], { cwd });
    expect(merged.stdout).toBe(`${lines.join("\n")}\n`);
    const wall = shards.map(({ stdout }) => Number(/"wall_ms":(\d+)/.exec(stdout)?.[1]));
    const { stdout } = await ktest(["run", "--merge-reports", ...files(2)], { cwd });
    expect(stdout).toContain(`in ${(Math.max(...wall) / 1000).toFixed(2)} s)\n`);
  });

  it("returns what its own tests come to; of a shard without tests that is 0", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": FAILING, "c.pkt": MISSPELT });
    const args = ["--variant", "ipv4", "."];
    expect((await runShards(cwd, 3, ...args)).map(({ status }) => status)).toEqual([0, 1, 2]);
    expect((await runShards(cwd, 5, ...args)).map(({ status }) => status)).toEqual([0, 0, 1, 0, 2]);
    const empty = await ktest(["run", "--shard", "2/5", ...args], { cwd });
    expect(masked(empty.stdout)).toBe(
      "shard 2/5: 0 of 3 tests\n0 passed, 0 failed (0.00 s of virtual time in _ s)\n",
    );
    expect(empty.status).toBe(0);
  });

  it("tells of the kernel that was named as one run does", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": FAILING });
    const args = ["--kernel", "default", "--variant", "ipv4"];
    await runShards(cwd, 2, ...args, ".");
    for (const how of [["--json"], []]) {
      const one = await ktest(["run", ...how, ...args, "."], { cwd });
      const merged = await ktest(["run", ...how, "--merge-reports", ...files(2)], { cwd });
      expect(withoutTimes(merged)).toBe(withoutTimes(one));
    }
    const several = await ktest(["run", "--kernel", "default,6.12", "--shard", "1/2", "."], { cwd });
    expect([several.status, several.stderr]).toEqual([
      2,
      "ktest: --shard goes with one kernel: run the shards of each\n",
    ]);
  });

  it("has the captures of one run", async () => {
    const cwd = makeFolder({ "x/a.pkt": PASSING, "y/b.pkt": PASSING });
    const args = ["--variant", "ipv4", "x", "y", "--pcap"];
    await ktest(["run", ...args, "one"], { cwd });
    await runShards(cwd, 2, ...args, "two");
    for (const name of ["x_a.ipv4.pcapng", "y_b.ipv4.pcapng"])
      expect(readFileSync(join(cwd, "two", name))).toEqual(readFileSync(join(cwd, "one", name)));
  });
});

describe("--shard", () => {
  it.each([
    ["3/2", "Of 2 there are 1/2 to 2/2."],
    ["0/2", "Of 2 there are 1/2 to 2/2."],
    ["1/0", "There must be one shard or more."],
    ["2", "It is not i/n, such as 2/3 for the second of three."],
    ["-1/2", "It is not i/n"],
    ["1/2/3", "It is not i/n"],
  ])("refuses %s", async (shard, message) => {
    const { status, stdout, stderr } = await ktest(["run", "--shard", shard, "."], { cwd: makeFolder() });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  it("is not for packetdrill's command line", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING });
    const { status, stderr } = await ktest(["run", "--shard", "1/2", "--packetdrill", "a.pkt"], { cwd });
    expect([status, stderr]).toEqual([2, "ktest: --shard and --packetdrill do not go together\n"]);
  });
});

describe("--merge-reports", () => {
  const refused = async (cwd: string, ...args: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await ktest(["run", "--merge-reports", ...args], { cwd });
    expect([status, stdout]).toEqual([2, ""]);
    return stderr;
  };

  it("says which shard is missing, and which is there twice", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING });
    await runShards(cwd, 3, ".");
    expect(await refused(cwd, "1.json")).toBe("ktest: there is no report of shards 2/3, 3/3\n");
    expect(await refused(cwd, "3.json", "1.json")).toBe("ktest: there is no report of shard 2/3\n");
    copyFileSync(join(cwd, "2.json"), join(cwd, "again.json"));
    expect(await refused(cwd, "1.json", "2.json", "3.json", "again.json")).toBe(
      "ktest: 2.json and again.json are both of shard 2/3\n",
    );
  });

  it("takes no report that was cut anywhere, or changed", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": FAILING });
    await runShards(cwd, 1, "--variant", "ipv4", ".");
    const whole = readFileSync(join(cwd, "1.json"), "utf8");
    const lineEnds = [...whole.matchAll(/\n/g)].map(({ index }) => index + 1);
    const cuts = [0, 1, 20, ...lineEnds.slice(0, -1), ...lineEnds.map((end) => end - 1), whole.length - 30];
    for (const end of cuts) {
      writeFileSync(join(cwd, "cut.json"), whole.slice(0, end));
      expect(await refused(cwd, "cut.json"), `cut at ${end}`).toBe(
        "ktest: cut.json: the end is missing: the shard was stopped, or the file cut; run it again\n",
      );
    }
    writeFileSync(join(cwd, "changed.json"), whole.replace('"fail"', '"pass"'));
    expect(await refused(cwd, "changed.json")).toMatch(/^ktest: changed\.json: damaged: /);
    const lines = whole.split("\n");
    writeFileSync(join(cwd, "shorter.json"), [...lines.slice(0, 1), ...lines.slice(2)].join("\n"));
    expect(await refused(cwd, "shorter.json")).toMatch(/^ktest: shorter\.json: damaged: /);
  });

  it("says what is no report of a shard", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "text.json": "ok .: 3 passed\n", "folder/x": "" });
    const one = await ktest(["run", "--json", "a.pkt"], { cwd });
    writeFileSync(join(cwd, "one.json"), one.stdout);
    for (const file of ["one.json", "text.json", "a.pkt"])
      expect(await refused(cwd, file)).toBe(
        `ktest: ${file}: no report of a shard; ktest run --json --shard i/n writes them\n`,
      );
    expect(await refused(cwd, "nowhere.json")).toMatch(/^ktest: nowhere\.json: ENOENT/);
    expect(await refused(cwd, "folder")).toMatch(/^ktest: folder: EISDIR/);
  });

  it("does not mix runs of different scripts, options or kernels", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": PASSING });
    const second = async (...args: readonly string[]): Promise<string> => {
      const { stdout } = await ktest(["run", "--json", "--shard", "2/2", "--variant", "ipv4", ...args], {
        cwd,
      });
      writeFileSync(join(cwd, "other.json"), stdout);
      return refused(cwd, "1.json", "other.json");
    };
    await runShards(cwd, 2, "--variant", "ipv4", ".");
    const start = "ktest: other.json and 1.json are not of one run: ";
    expect(await second(".", "--seed", "1")).toContain(`${start}options {"seed":1,`);
    expect(await second(".", "c.pkt")).toBe(`${start}their scripts have other names or texts\n`);
    expect(await second("a.pkt")).toBe(`${start}suites of 1 and 2 tests\n`);
    const library = findLibrary();
    const copy = join(cwd, basename(library));
    copyFileSync(library, copy);
    copyFileSync(library.replace(/\.so$/, ".constants.json"), copy.replace(/\.so$/, ".constants.json"));
    appendFileSync(copy, "\0");
    expect(await second(".", "--library", copy)).toMatch(/: two builds of liblinux-[\w.-]+\.so, /);
    appendFileSync(join(cwd, "b.pkt"), "// more\n");
    expect(await second(".")).toBe(`${start}their scripts have other names or texts\n`);
    writeFileSync(join(cwd, "b.pkt"), PASSING);
    const { stdout: third } = await ktest(["run", "--json", "--shard", "3/3", "."], { cwd });
    writeFileSync(join(cwd, "other.json"), third);
    expect(await refused(cwd, "1.json", "other.json")).toBe(
      `${start}there are 3 shards of one and 2 of the other\n`,
    );
    const newer = readFileSync(join(cwd, "1.json"), "utf8").replace('"format":1', '"format":2');
    writeFileSync(join(cwd, "newer.json"), newer);
    expect(await refused(cwd, "newer.json")).toMatch(
      /^ktest: newer\.json: written by ktest [\d.]+, whose reports this one does not read\n$/,
    );
  });

  it("does not count a shard that was interrupted", async () => {
    const cwd = makeFolder({ "a.pkt": PASSING, "b.pkt": BUSY });
    const args = ["run", "--json", "--shard", "1/1", "--variant", "ipv4", "--workers", "1", "."];
    const { status, stdout } = await ktest(args, {
      cwd,
      // The first test is told: the second has begun.
      onOutput: (child, text) => void (text.includes("a.pkt") && child.kill("SIGINT")),
    });
    expect(status).toBe(130);
    writeFileSync(join(cwd, "1.json"), stdout);
    expect(await refused(cwd, "1.json")).toBe(
      "ktest: 1.json: shard 1/1 was interrupted, 1 of its tests not run\n",
    );
  });

  it("refuses options that only a run can follow", async () => {
    const cwd = makeFolder();
    expect(await refused(cwd, "--pcap", "x", "1.json")).toBe(
      "ktest: --pcap is for running tests, and --merge-reports runs none\n",
    );
  });
});
