// SPDX-License-Identifier: GPL-2.0
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseMutant, readMutants } from "../../tools/mutants/patch.mjs";
import { asScriptsTable, judgeScripts } from "../../tools/mutants/scripts.mjs";
import { MutantTree } from "../../tools/mutants/tree.mjs";
import { asTable, isEnough, judge, parseSummary, type Result } from "../../tools/mutants/verdict.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const FOLDER = join(ROOT, "test/fuzz/mutants");

const HEAD = [
  "SPDX-License-Identifier: GPL-2.0",
  "Protocol: tcp",
  "Breaks: RFC 9293, section 3.8.6: a window",
  "Oracle: window",
];
const DIFF = ["--- a/net/a.c", "+++ b/net/a.c", "@@ -1,3 +1,3 @@", " one", "-two", "+zwei", " three", ""];

function patch(head: readonly string[] = HEAD, paragraph = "Off by one.", diff = DIFF): string {
  return [...head, "", paragraph, "", ...diff].join("\n");
}

describe("parseMutant", () => {
  it("reads the head, the paragraph, and the files of the diff", () => {
    expect(parseMutant("name", patch())).toEqual({
      name: "name",
      protocol: "tcp",
      breaks: "RFC 9293, section 3.8.6: a window",
      oracle: "window",
      variant: "default",
      description: "Off by one.",
      diff: DIFF.join("\n"),
      files: ["net/a.c"],
    });
  });

  it("reads the build variant that a mutant asks for", () => {
    expect(parseMutant("name", patch([...HEAD, "Variant: kasan"])).variant).toBe("kasan");
  });

  it.each([
    ["no diff in it", patch(HEAD, "Off by one.", [])],
    ["no paragraph", [...HEAD, "", ...DIFF].join("\n")],
    ["not a field: what is this", patch([...HEAD, "what is this"])],
    ["unknown field Protokol", patch([...HEAD, "Protokol: tcp"])],
    ["Oracle is there twice", patch([...HEAD, "Oracle: leak"])],
    ["no field Breaks", patch(HEAD.filter((line) => !line.startsWith("Breaks")))],
    ["unknown protocol ip; there are tcp, udp", patch(HEAD.map((line) => line.replace("tcp", "ip")))],
    ["no line +++ b/FILE", patch(HEAD, "Off by one.", ["--- a/net/a.c", ""])],
  ])("says: %s", (reason, text) => {
    expect(() => parseMutant("name", text)).toThrow(`name.patch: ${reason}`);
  });
});

describe("readMutants", () => {
  const mutants = readMutants(FOLDER);

  it("finds at least 25 over all protocols, each with as little of the kernel's text as a diff needs", () => {
    const of = (protocol: string) => mutants.filter((mutant) => mutant.protocol === protocol).length;
    expect(of("tcp")).toBeGreaterThanOrEqual(10);
    expect(of("sctp")).toBeGreaterThanOrEqual(5);
    for (const protocol of ["udp", "dccp", "mptcp"]) expect(of(protocol)).toBeGreaterThanOrEqual(2);
    for (const { diff } of mutants) expect(diff.match(/^ /gm)?.length).toBeLessThanOrEqual(4);
  });

  it("has an SPDX line on top of each file", () => {
    for (const file of readdirSync(FOLDER))
      expect(readFileSync(join(FOLDER, file), "utf8")).toMatch(
        /^(\/\/ )?SPDX-License-Identifier: GPL-2\.0\n/,
      );
  });

  it("has witnesses of mutants only, which pass on the kernel as it is", () => {
    const witnesses = readdirSync(FOLDER).filter((file) => file.endsWith(".pkt"));
    const names = mutants.map(({ name }) => `${name}.pkt`);
    expect(witnesses.filter((file) => !names.includes(file))).toEqual([]);
    const main = join(ROOT, "dist/bundle/main.js");
    // What other runs have kept is not this test's business.
    const cache = mkdtempSync(join(tmpdir(), "ktest-witnesses-"));
    const run = spawnSync(process.execPath, [main, "run", "--strict", FOLDER], {
      encoding: "utf8",
      env: { ...process.env, KTEST_CACHE: cache, NO_COLOR: "1" },
    });
    rmSync(cache, { recursive: true });
    expect(`${run.stdout}${run.stderr}`).toMatch(/^\d+ passed, 0 failed/m);
    expect(run.status).toBe(0);
  });

  it("takes those that are named, and refuses a name that is none", () => {
    const [first, second] = mutants.map(({ name }) => name);
    expect(readMutants(FOLDER, [String(second), String(first)]).map(({ name }) => name)).toEqual([
      first,
      second,
    ]);
    expect(() => readMutants(FOLDER, ["tcp-no-such"])).toThrow("no mutant tcp-no-such");
  });
});

describe("MutantTree", () => {
  let folder: string;
  let source: string;
  let tree: MutantTree;
  const inTree = (file: string) => readFileSync(join(tree.path, file), "utf8");
  const inode = (file: string) => statSync(join(tree.path, file)).ino;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ktest-tree-"));
    source = join(folder, "source");
    mkdirSync(join(source, "net/deep"), { recursive: true });
    writeFileSync(join(source, "Makefile"), "all:\n");
    writeFileSync(join(source, "net/a.c"), "one\ntwo\nthree\n");
    writeFileSync(join(source, "net/deep/b.c"), "one\ntwo\nthree\n");
    tree = new MutantTree(source, join(folder, "tree"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const mutantOf = (file: string) =>
    parseMutant(
      "name",
      patch(
        HEAD,
        "Off by one.",
        DIFF.map((line) => line.replace("net/a.c", file)),
      ),
    );

  it("has one mutant at a time, and leaves the source as it is", () => {
    tree.apply(mutantOf("net/a.c"));
    expect(inTree("net/a.c")).toBe("one\nzwei\nthree\n");
    expect(inTree("net/deep/b.c")).toBe("one\ntwo\nthree\n");
    tree.apply(mutantOf("net/deep/b.c"));
    expect(inTree("net/a.c")).toBe("one\ntwo\nthree\n");
    expect(inTree("net/deep/b.c")).toBe("one\nzwei\nthree\n");
    tree.restore();
    expect(inTree("net/deep/b.c")).toBe("one\ntwo\nthree\n");
    expect(readFileSync(join(source, "net/a.c"), "utf8")).toBe("one\ntwo\nthree\n");
    expect(readFileSync(join(source, "net/deep/b.c"), "utf8")).toBe("one\ntwo\nthree\n");
  });

  it("keeps what is not changed a link, so that only what is changed is compiled", () => {
    tree.apply(mutantOf("net/a.c"));
    expect(inode("net/deep/b.c")).toBe(statSync(join(source, "net/deep/b.c")).ino);
    expect(inode("Makefile")).toBe(statSync(join(source, "Makefile")).ino);
    expect(inode("net/a.c")).not.toBe(statSync(join(source, "net/a.c")).ino);
  });

  it("does not write a file whose text stays", () => {
    tree.apply(mutantOf("net/a.c"));
    const { mtimeNs } = statSync(join(tree.path, "net/a.c"), { bigint: true });
    tree.apply(mutantOf("net/a.c"));
    expect(statSync(join(tree.path, "net/a.c"), { bigint: true }).mtimeNs).toBe(mtimeNs);
  });

  it("goes on where another process stopped", () => {
    tree.apply(mutantOf("net/a.c"));
    tree = new MutantTree(source, tree.path);
    tree.apply(mutantOf("net/deep/b.c"));
    expect(inTree("net/a.c")).toBe("one\ntwo\nthree\n");
  });

  it("refuses a patch that does not fit, and leaves the tree", () => {
    tree.apply(mutantOf("net/a.c"));
    writeFileSync(join(source, "net/deep/b.c"), "another\nkernel\n");
    expect(() => tree.apply(mutantOf("net/deep/b.c"))).toThrow(/^name\.patch does not fit /);
    expect(inTree("net/a.c")).toBe("one\nzwei\nthree\n");
  });
});

describe("parseSummary", () => {
  it("reads the last line", () => {
    const output = [
      "progress",
      JSON.stringify({
        execs: 900,
        execs_per_s: 300,
        edges: 5,
        corpus: 2,
        findings: [{ oracle: "leak", execs: 600, seconds: 2, protocol: "tcp", file: "leak.pkt" }],
      }),
      "",
    ].join("\n");
    expect(parseSummary(output)).toMatchObject({
      execs: 900,
      findings: [{ oracle: "leak" }],
    });
  });

  it.each(["", "Segmentation fault", "null", '{"execs":1}', '{"execs":1,"findings":[{}]}'])(
    "refuses %j",
    (output) => {
      expect(() => parseSummary(output)).toThrow("no summary");
    },
  );
});

describe("judge", () => {
  it("takes the first finding for the one that kills", () => {
    const findings = [
      { oracle: "leak", execs: 600, seconds: 2 },
      { oracle: "progress", execs: 150, seconds: 0.5 },
    ];
    expect(judge({ execs: 900, findings })).toEqual({
      type: "killed",
      oracle: "progress",
      execs: 150,
      seconds: 0.5,
    });
  });

  it("says that a mutant survived", () => {
    expect(judge({ execs: 900, findings: [] })).toEqual({ type: "survived", execs: 900 });
  });
});

function results(killed: number, survived: number, failed = 0): readonly Result[] {
  const mutant = { name: "m", protocol: "tcp", oracle: "leak", variant: "default" } as const;
  return [
    ...Array.from({ length: killed }, (): Result => {
      return { mutant, outcome: { type: "killed", oracle: "leak", execs: 7, seconds: 0.25 } };
    }),
    ...Array.from({ length: survived }, (): Result => ({ mutant, outcome: { type: "survived", execs: 9 } })),
    ...Array.from({ length: failed }, (): Result => ({ mutant, outcome: { type: "error", reason: "gone" } })),
  ];
}

describe("isEnough", () => {
  it("asks for 22 of 25, and takes what could not be run for a survivor", () => {
    expect(isEnough(results(22, 3))).toBe(true);
    expect(isEnough(results(21, 4))).toBe(false);
    expect(isEnough(results(22, 0, 4))).toBe(false);
    expect(isEnough(results(44, 6))).toBe(true);
    expect(isEnough(results(43, 7))).toBe(false);
  });

  it("asks for silence on the clean kernel", () => {
    expect(isEnough(results(25, 0), { type: "survived", execs: 1 })).toBe(true);
    expect(isEnough(results(25, 0), { type: "killed", oracle: "leak", execs: 1, seconds: 1 })).toBe(false);
    expect(isEnough(results(25, 0), { type: "error", reason: "gone" })).toBe(false);
  });
});

describe("asTable", () => {
  it("has a row for each, reasons, and the count", () => {
    const table = asTable(results(1, 1, 1), { type: "survived", execs: 1000 });
    expect(table.split("\n")).toEqual([
      "MUTANT            PROTOCOL  EXPECTED  KILLED BY         EXECUTIONS  SECONDS",
      "m                 tcp       leak      leak              7           0.3",
      "m                 tcp       leak      -                 9",
      "m                 tcp       leak      could not be run",
      "the clean kernel  all       none      -                 1000",
      "",
      "m could not be run: gone",
      "1 of 3 mutants killed, the clean kernel is silent",
      "",
    ]);
  });

  it("tells a false alarm", () => {
    const table = asTable([], { type: "killed", oracle: "leak", execs: 1, seconds: 1 });
    expect(table).toContain("0 of 0 mutants killed, a false alarm on the clean kernel");
  });
});

describe("scripts on mutants", () => {
  const mutant = { name: "m", protocol: "tcp" } as const;

  it("counts what does not pass", () => {
    const lines = [
      { script: "a.pkt", variant: "ipv4", verdict: "pass" },
      { script: "a.pkt", variant: "ipv6", verdict: "fail" },
      { script: "b.pkt", variant: "ipv4", verdict: "error" },
      { script: "test/fuzz/mutants/m.pkt", variant: "ipv4", verdict: "pass" },
      { interrupted: true },
    ];
    const outcome = judgeScripts(lines.map((line) => JSON.stringify(line)).join("\n"), "");
    expect(outcome).toEqual({
      type: "ran",
      total: 3,
      failed: ["a.pkt (ipv6)", "b.pkt (ipv4)"],
      isWitnessed: false,
    });
    expect(asScriptsTable([{ mutant, outcome }])).toBe(
      [
        "m  2 of 3 tests fail: a.pkt (ipv6)",
        "",
        "0 of 1 mutants are noticed by no script of the suites, 0 of them by no witness",
        "",
      ].join("\n"),
    );
  });

  it("names what no script notices, and what did not run", () => {
    const seen = judgeScripts('{"script":"a.pkt","variant":"ipv4","verdict":"pass"}\n', "");
    const witnessed = judgeScripts(
      [
        { script: "a.pkt", variant: "ipv4", verdict: "pass" },
        { script: "test/fuzz/mutants/m.pkt", variant: "ipv4", verdict: "fail" },
      ]
        .map((line) => JSON.stringify(line))
        .join("\n"),
      "",
    );
    const broken = judgeScripts("", "first\nthe kernel does not boot\n");
    expect(asScriptsTable([seen, witnessed].map((outcome) => ({ mutant, outcome }))).split("\n")).toEqual([
      "m  0 of 1 tests fail",
      "m  0 of 1 tests fail, its witness does",
      "",
      "2 of 2 mutants are noticed by no script of the suites, 1 of them by no witness",
      "",
    ]);
    expect(broken).toEqual({ type: "error", reason: "the kernel does not boot" });
  });
});

describe("node tools/mutants.mjs", () => {
  it.each([
    [["--only", "tcp-no-such"], "mutants: no mutant tcp-no-such in "],
    [["--seconds", "0"], "mutants: --seconds 0: a number above 0"],
    [["--build", "--scripts"], "mutants: --build and --scripts exclude each other"],
    [["--secnds", "5"], "mutants: Unknown option '--secnds'"],
  ])("refuses %j", (args, message) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, "tools/mutants.mjs"), ...args],
      {
        encoding: "utf8",
      },
    );
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});
