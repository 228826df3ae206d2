// SPDX-License-Identifier: GPL-2.0
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findLibrary } from "../../src/kernel/index.js";
import { brokenLibrary } from "./support/broken-library.js";
import { makeFolder } from "./support/folder.js";
import { type Ended, KERNEL_SCRIPTS, ktest, masked } from "./support/ktest.js";
import { FAILING, PASSING } from "./support/scripts.js";

const LIBRARY = findLibrary();
const VERSION = /^liblinux-(.+)\.so$/.exec(basename(LIBRARY))?.[1] ?? "";

/**
 * In the place of make: says what the real one says, and "compiles" a library that is there already,
 * unless a file says what is wrong. What it was asked for is in make.log.
 */
const MAKE = `#!/bin/sh
echo "$*" >> "$FAKE/make.log"
objects=$FAKE/cache/build/linux-1/default/objects
for word; do case $word in DESTINATION=*) destination=\${word#*=};; esac; done
case "$*" in
*print-source*) echo "$FAKE/linux";;
*print-objects*) echo "$objects";;
*install*)
	for n in 1 2 3; do echo "  CC      net/ipv4/tcp_$n.o"; done
	if [ -e "$FAKE/errors" ]; then cat "$FAKE/errors" >&2; exit 2; fi
	mkdir -p "$objects"
	cp "$FAKE"/built/* "$objects"
	cp "$FAKE"/built/* "$destination"
esac
`;

/** A folder with a tree, a script, and a make of its own. */
class Place {
  readonly folder = makeFolder({
    "linux/Makefile": "VERSION = 6\n",
    "linux/Kconfig": "",
    "linux/net/Makefile": "",
    "linux/tools/own.pkt": PASSING,
    "good.pkt": PASSING,
    "bin/make": MAKE,
  });
  constructor() {
    chmodSync(this.path("bin/make"), 0o755);
    for (const program of ["bc", "bison", "flex", "gcc", "ld", "perl"]) {
      writeFileSync(this.path(`bin/${program}`), "#!/bin/sh\n");
      chmodSync(this.path(`bin/${program}`), 0o755);
    }
    this.compiles(LIBRARY);
  }
  path(name: string): string {
    return join(this.folder, name);
  }
  /** What the next build makes. */
  compiles(library: string): void {
    mkdirSync(this.path("built"), { recursive: true });
    const constants = (path: string): string => path.replace(/\.so$/, ".constants.json");
    copyFileSync(library, join(this.path("built"), basename(library)));
    copyFileSync(constants(LIBRARY), join(this.path("built"), constants(basename(library))));
  }
  ktest(...args: readonly string[]): Promise<Ended> {
    const PATH = `${this.path("bin")}:${process.env.PATH}`;
    const env = { PATH, FAKE: this.folder, KTEST_CACHE: this.path("cache"), VARIANT: "nonsense" };
    return ktest(args, { cwd: this.folder, env });
  }
}

describe("ktest kernel", () => {
  it("builds a tree, lists it, runs on it and removes it", async () => {
    const place = new Place();
    const built = await place.ktest("kernel", "build", "--source", "linux", "--name", "mine");
    expect(masked(built.stdout)).toBe(
      `mine: Linux ${VERSION}, built in _ s; ktest run --kernel mine runs on it
`,
    );
    expect(built.status).toBe(0);
    expect(built.stderr).toContain(
      "ktest kernel build: building the library from linux: some minutes, once\n",
    );
    expect(readFileSync(place.path("make.log"), "utf8")).toContain(
      `CACHE=${place.path("cache")} VARIANT=default KERNEL_SRC=${place.path("linux")}`,
    );

    const list = await place.ktest("kernel", "list");
    const [heading, first, second, ...rest] = list.stdout.split("\n");
    expect(heading).toMatch(/^NAME +VERSION +VARIANT +BUILT +SIZE +STATE +SOURCE$/);
    expect(first).toMatch(new RegExp(`^default +${VERSION} .* default `));
    expect(second).toMatch(
      new RegExp(
        `^mine +${VERSION} +default +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +[\\d.]+ MB +ready +${place.path("linux")}$`,
      ),
    );
    expect(rest).toEqual([""]);

    const run = await place.ktest("run", "--kernel", "mine", "good.pkt", "kernel:tools");
    expect(masked(run.stdout)).toContain(`kernel mine (Linux ${VERSION})\n`);
    expect(run.stdout).toContain("linux/tools: 3 passed");
    expect([run.status, run.stderr]).toEqual([0, ""]);
    const program = await place.ktest("exec", "--kernel", "mine", "--", "ip", "link");
    expect([program.status, program.stdout]).toEqual([0, expect.stringContaining("tun0")]);
    expect((await place.ktest("check", "--kernel", "mine", "good.pkt")).status).toBe(0);

    const removed = await place.ktest("kernel", "remove", "mine");
    expect([removed.status, removed.stdout]).toEqual([0, "removed mine\n"]);
    expect(existsSync(place.path("cache/build/linux-1/default"))).toBe(false);
    expect(readdirSync(place.path("cache/kernels"))).toEqual([]);
  });

  it("says what does not compile, and leaves the build before as it was", async () => {
    const place = new Place();
    await place.ktest("kernel", "build", "--source", "linux", "--name", "mine");
    const source = place.path("cache/build/linux-1/default/source");
    writeFileSync(
      place.path("errors"),
      `In file included from ${source}/net/ipv4/tcp_2.c:12:
${source}/net/ipv4/tcp_2.c: In function 'tcp_ack':
${source}/net/ipv4/tcp_2.c:3700:2: error: expected ';' before 'return'
 3700 |  return 1
      |  ^~~~~~
make[4]: *** [scripts/Makefile.build:229: net/ipv4/tcp_2.o] Error 1
`,
    );
    const failed = await place.ktest("kernel", "build", "mine");
    expect(failed.status).toBe(2);
    expect(failed.stderr.split("\n").slice(-5)).toEqual([
      "ktest: the library did not build:",
      `${place.path("linux")}/net/ipv4/tcp_2.c:3700:2: error: expected ';' before 'return'`,
      " 3700 |  return 1",
      "      |  ^~~~~~",
      "",
    ]);
    expect(readdirSync(place.path("cache/kernels"))).toEqual(["mine"]);
    expect((await place.ktest("run", "--kernel", "mine", "good.pkt")).status).toBe(0);
  });

  it("names the programs that a build needs", async () => {
    const place = new Place();
    const PATH = makeFolder();
    const { status, stderr } = await ktest(["kernel", "build", "--source", place.path("linux")], {
      cwd: place.folder,
      env: { PATH, KTEST_CACHE: place.path("cache") },
    });
    expect([status, stderr]).toEqual([
      2,
      "ktest: kernel build: these programs are missing: bc, bison, flex, flock, gcc, ld, make, perl; " +
        "on Debian: apt-get install bc bison flex util-linux gcc binutils make perl\n",
    ]);
  });

  it("says so if the cache is not there to be written", async () => {
    const place = new Place();
    writeFileSync(place.path("file"), "");
    const { status, stderr } = await ktest(["kernel", "build", "--source", "linux"], {
      cwd: place.folder,
      env: { KTEST_CACHE: place.path("file/cache") },
    });
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^ktest: kernel build: ENOTDIR: .*\n$/)]);
  });

  it("tells builds that are stale or damaged", async () => {
    const place = new Place();
    for (const name of ["mine", "other"])
      await place.ktest("kernel", "build", "--source", "linux", "--name", name);
    const record = place.path("cache/kernels/mine/kernel.json");
    writeFileSync(record, readFileSync(record, "utf8").replace(/"port": "\w+"/, '"port": "another"'));
    writeFileSync(place.path("cache/kernels/other/kernel.json"), "{");
    const { stdout } = await place.ktest("kernel", "list", "--json");
    const states = stdout
      .trimEnd()
      .split("\n")
      .map((line): Record<string, unknown> => JSON.parse(line))
      .map(({ name, state }) => [name, state]);
    expect(states).toEqual([
      ["default", "default"],
      ["mine", "stale"],
      ["other", "damaged"],
    ]);
    const stale = await place.ktest("run", "--kernel", "mine", "good.pkt");
    expect([stale.status, stale.stdout]).toEqual([
      0,
      expect.stringContaining("ktest kernel build mine brings it up to date"),
    ]);
    expect((await place.ktest("run", "--kernel", "other", "good.pkt")).stderr).toBe(
      "ktest: --kernel other: kernel.json is not what ktest writes; ktest kernel build makes it anew\n",
    );
  });

  it("knows no other names, but the one that was meant", async () => {
    const place = new Place();
    await place.ktest("kernel", "build", "--source", "linux", "--name", "mine");
    const known = "there are default, mine; ktest kernel build makes others\n";
    const run = await place.ktest("run", "--kernel", "mien,default", "good.pkt");
    expect([run.status, run.stderr]).toEqual([
      2,
      `ktest: there is no kernel mien (did you mean mine?): ${known}`,
    ]);
    expect((await place.ktest("kernel", "remove", "mine", "x")).stderr).toContain(`no kernel x: ${known}`);
    expect(existsSync(place.path("cache/kernels/mine"))).toBe(true);
    const path = await place.ktest("run", "--kernel", "./none.so", "good.pkt");
    expect(path.stderr).toBe("ktest: --kernel ./none.so: no such library\n");
    const both = await place.ktest("run", "--kernel", "mine", "--library", "x.so", "good.pkt");
    expect([both.status, both.stderr]).toEqual([2, expect.stringContaining("cannot be used with")]);
    const packetdrill = ["--packetdrill", "good.pkt"];
    const many = await place.ktest("run", "--kernel", "mine,default", ...packetdrill);
    expect([many.status, many.stderr]).toEqual([2, expect.stringContaining("run on one kernel")]);
    expect((await place.ktest("run", "--kernel", "mine", ...packetdrill)).status).toBe(0);
  });
});

describe("ktest run on two kernels", () => {
  it("finds no difference between a kernel and itself", async () => {
    const cwd = makeFolder({ "bad.pkt": FAILING });
    const series = VERSION.split(".").slice(0, 2).join(".");
    const good = await ktest(["run", "--kernel", `default,${series}`, KERNEL_SCRIPTS], { cwd });
    expect(masked(good.stdout)).toMatch(
      new RegExp(
        `^kernel default .*\n(.*\n)+kernel ${series} .*\n(.*\n)+no test differs between default and ${series}, of 72\n$`,
      ),
    );
    expect(good.status).toBe(0);
    const { status, stdout } = await ktest(["run", "--kernel", `default,${LIBRARY}`, "bad.pkt"], { cwd });
    expect([status, stdout]).toEqual([1, expect.stringContaining("no test differs between")]);
  });

  it("says where they part, and keeps captures apart", async () => {
    const library = brokenLibrary(makeFolder(), "tcp_v4_conn_request", "invalidOpcode");
    const cwd = makeFolder({ "good.pkt": PASSING });
    const args = ["run", "--kernel", `default,${library}`, "--variant", "ipv4,ipv6", "good.pkt"];
    const { status, stdout } = await ktest([...args, "--pcap", "pcap"], { cwd });
    expect(status).toBe(3);
    const [title, heading, row, one, other, end] = stdout.split("\n").slice(-6);
    expect(title).toBe(`1 of 2 tests differs between default and ${library}:`);
    expect(heading).toMatch(/^ {2}TEST +VARIANT +default +\S+\.so +FIRST DIFFERENCE$/);
    expect(row).toMatch(/^ {2}good\.pkt:5 +ipv4 +ok +FAIL +at 0\.000003 s$/);
    expect(one).toMatch(/^ {6}default +0\.000003 > S\. 0:0\(0\) ack 1 .*<mss 1460>$/);
    expect(other).toMatch(/\.so {2}0\.000003 kernel: BUG: invalid opcode/);
    expect(end).toBe("");
    expect(readdirSync(join(cwd, "pcap"))).toHaveLength(2);
    expect(readdirSync(join(cwd, "pcap/default"))).toEqual(["good.ipv4.pcapng", "good.ipv6.pcapng"]);

    const json = await ktest([...args, "--json"], { cwd });
    const objects = json.stdout
      .trimEnd()
      .split("\n")
      .map((line): Record<string, unknown> => JSON.parse(line));
    expect(objects.map(({ variant, kernel, verdict }) => [variant, kernel, verdict])).toEqual([
      ["ipv4", "default", "pass"],
      ["ipv6", "default", "pass"],
      ["ipv4", library, "fail"],
      ["ipv6", library, "pass"],
      ["ipv4", undefined, undefined],
    ]);
    expect(objects.at(-1)).toMatchObject({
      script: "good.pkt",
      differs: "verdict",
      verdicts: { default: "pass", [library]: "fail" },
      line: 5,
      virtual_ns: 3000,
    });
    expect(json.status).toBe(3);
  });
});
