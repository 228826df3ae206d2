// SPDX-License-Identifier: GPL-2.0
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PASSING } from "../cli/support/scripts.js";
import { isSetUp, root } from "../support/set-up.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-pack-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Packs a package into the folder; path of the archive. */
function pack(path: string): string {
  const output = execFileSync("npm", ["pack", "--silent", "--json", "--pack-destination", folder, path], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [{ filename }]: [{ filename: string }] = JSON.parse(output);
  return join(folder, filename);
}

/** What the package needs to run, as it is installed here: the registry is not asked. */
function dependencies(): readonly string[] {
  const lock: { packages: Record<string, { dev?: boolean }> } = JSON.parse(
    readFileSync(join(root, "package-lock.json"), "utf8"),
  );
  return Object.entries(lock.packages).flatMap(([path, { dev }]) =>
    path === "" || dev === true ? [] : [`./${path}`],
  );
}

describe.runIf(isSetUp())("the npm package", () => {
  it("runs scripts where there is neither checkout nor kernel source", () => {
    const app = join(folder, "app");
    mkdirSync(app);
    writeFileSync(join(app, "package.json"), "{}");
    writeFileSync(join(app, "good.pkt"), PASSING);
    const archives = [...dependencies(), "."].map(pack);
    execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", "--silent", ...archives], {
      cwd: app,
    });

    const env = { ...process.env, NO_COLOR: "1", KTEST_CACHE: join(folder, "cache") };
    const run = (...args: readonly string[]) =>
      spawnSync("node_modules/.bin/ktest", args, { cwd: app, env, encoding: "utf8" });
    const { status, stdout } = run("run", "good.pkt");
    expect(stdout).toContain("3 passed, 0 failed");
    expect(status).toBe(0);
    expect(run("run", "kernel:tools").stderr).toContain("KTEST_KERNEL_SRC names one");

    // What it takes to build others comes with it: the port, and how constants are made.
    const build = run("kernel", "build", "--variant", "none");
    expect(build.stderr).toContain(
      "there is no variant none: there are default, coverage, debug, full, kasan",
    );
    expect(run("kernel", "list").stdout).toMatch(/^NAME .*\ndefault +6\.12\.\d+ .*\n$/);
    const installed = join(app, "node_modules/ktest");
    const make = spawnSync("make", ["-n", "-C", join(installed, "kernel"), "constants"], {
      encoding: "utf8",
    });
    expect([make.status, make.stderr]).toEqual([0, ""]);
    const generator = join(installed, "tools/generate-constants.mjs");
    expect(spawnSync(process.execPath, [generator], { encoding: "utf8" }).stderr).toContain(
      "usage: generate",
    );

    const files = execFileSync("tar", ["-tzf", archives.at(-1) ?? ""], { encoding: "utf8" }).split("\n");
    expect(files.filter((file) => /^package\/(src|test|build|native)\//.test(file))).toEqual([]);
    expect(files.filter((file) => file.startsWith("package/prebuilt/")).sort()).toEqual([
      "package/prebuilt/ktest.node",
      expect.stringMatching(/liblinux-6\.12\.\d+\.constants\.json$/),
      expect.stringMatching(/liblinux-6\.12\.\d+\.so$/),
    ]);
  });
});
