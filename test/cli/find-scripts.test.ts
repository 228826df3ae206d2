// SPDX-License-Identifier: GPL-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findScripts } from "../../src/cli/find-scripts.js";
import { planTests } from "../../src/cli/plan.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-"));
  for (const path of ["b/two.pkt", "b/one.pkt", "b/deep/three.pkt", "b/note.txt", "empty/x", "six-v6.pkt"]) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), "0 close(3) = 0\n");
  }
  writeFileSync(join(folder, "four.pkt"), "// for one version\n--ip_version=ipv4\n0 close(3) = 0\n");
});

afterEach(() => rmSync(folder, { recursive: true }));

const paths = (...args: readonly string[]) =>
  findScripts(args.map((arg) => join(folder, arg))).map(({ path }) => path.slice(folder.length + 1));

describe("findScripts", () => {
  it("takes files, folders with all below them, and globs; each script once", () => {
    expect(paths("b")).toEqual(["b/deep/three.pkt", "b/one.pkt", "b/two.pkt"]);
    expect(paths("b/two.pkt", "b/*.pkt")).toEqual(["b/two.pkt", "b/one.pkt"]);
    expect(paths("**/t*.pkt")).toEqual(["b/deep/three.pkt", "b/two.pkt"]);
    expect(paths("b/note.txt")).toEqual(["b/note.txt"]);
  });

  it.each([
    ["missing.pkt", "no such file or folder"],
    ["*.none", "no file matches"],
    ["empty", "no .pkt file in this folder"],
  ])("says what is wrong with %s, and goes on", (arg, message) => {
    const found = findScripts([join(folder, arg), join(folder, "b/one.pkt")]);
    expect(found).toEqual([
      { type: "missing", path: join(folder, arg), message },
      { type: "script", path: join(folder, "b/one.pkt") },
    ]);
  });

  it("finds scripts of the kernel source", () => {
    process.env.KTEST_KERNEL_SRC = folder;
    try {
      expect(findScripts(["kernel:b/one.pkt"])).toEqual([
        { type: "script", path: join(folder, "b/one.pkt") },
      ]);
    } finally {
      delete process.env.KTEST_KERNEL_SRC;
    }
  });
});

describe("planTests", () => {
  const plan = (wanted: readonly string[] | undefined, ...args: readonly string[]) =>
    planTests(findScripts(args.map((arg) => join(folder, arg))), wanted, undefined);
  const variants = async (...args: Parameters<typeof plan>) =>
    (await plan(...args)).tests.map(({ variant }) => variant);

  it("runs scripts in the variants that they allow and that are wanted", async () => {
    expect(await variants(undefined, "b/one.pkt")).toEqual(["ipv4", "ipv4-mapped-v6", "ipv6"]);
    expect(await variants(undefined, "six-v6.pkt")).toEqual(["ipv6"]);
    expect(await variants(undefined, "four.pkt")).toEqual(["ipv4"]);
    expect(await variants(["ipv6"], "b/one.pkt", "four.pkt")).toEqual(["ipv6"]);
  });

  it("names captures after the paths below what all scripts have in common", async () => {
    const { tests } = await planTests(findScripts([join(folder, "b")]), ["ipv4"], "/captures");
    expect(tests.map(({ capture }) => capture)).toEqual([
      "/captures/deep_three.ipv4.pcapng",
      "/captures/one.ipv4.pcapng",
      "/captures/two.ipv4.pcapng",
    ]);
  });

  it("keeps what could not become a test", async () => {
    expect(await plan(undefined, "missing.pkt", "four.pkt")).toMatchObject({
      problems: [{ message: "no such file or folder" }],
      tests: [{ variant: "ipv4" }],
      scripts: 1,
    });
  });
});
