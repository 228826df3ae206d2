// SPDX-License-Identifier: GPL-2.0
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isSetUp, root } from "../support/set-up.js";

const setup = join(root, "tools/setup.mjs");
/** What it imports. */
const parts = ["build-library.mjs"];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-setup-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a program of that name before all others. */
function fake(name: string, script: string): void {
  mkdirSync(join(folder, "bin"), { recursive: true });
  const path = join(folder, "bin", name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** Makes it look as if of Debian's packages these were missing. */
function pretendMissing(...names: readonly string[]): void {
  const missing = names.map((name) => `*" ${name}") exit 1;;`).join(" ");
  fake("dpkg-query", `case "$*" in ${missing} esac; printf 'install ok installed'`);
}

/** Runs a copy of the set-up in an otherwise empty checkout. */
function runCopy(isRoot: boolean, ...args: readonly string[]) {
  const copy = join(folder, "checkout/tools/setup.mjs");
  cpSync(setup, copy);
  for (const part of parts) cpSync(join(root, "tools", part), join(folder, "checkout/tools", part));
  const command = [process.execPath, copy, ...args];
  // In a user namespace of its own without a mapping nobody is root, and files stay readable.
  const asNobody = isRoot || process.getuid?.() !== 0 ? [] : ["unshare", "--user"];
  const [program = "", ...rest] = [...asNobody, ...command];
  const env = { ...process.env, PATH: `${join(folder, "bin")}:${process.env.PATH}` };
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: "utf8", env });
  return { status, stdout, stderr, left: readdirSync(join(folder, "checkout")) };
}

describe("the set-up", () => {
  it("names the exact line for packages that are missing to who is not root", () => {
    pretendMissing("bison", "flex", "tshark");
    expect(runCopy(false)).toEqual({
      status: 1,
      stdout: "",
      stderr:
        "ktest setup: these Debian packages are missing; as root:\n\n" +
        "  apt-get install -y --no-install-recommends bison flex\n\n",
      left: ["tools"],
    });
    expect(runCopy(false, "--tests").stderr).toContain(
      "\n  apt-get install -y --no-install-recommends bison flex tshark\n",
    );
  });

  it("does not take a package that was removed for one that is there", () => {
    fake(
      "dpkg-query",
      `case "$*" in *" make") printf 'deinstall ok config-files';; *) printf 'install ok installed';; esac`,
    );
    expect(runCopy(false).stderr).toContain("--no-install-recommends make\n");
  });

  it.runIf(process.getuid?.() === 0)("installs what is missing where it is root", () => {
    pretendMissing("bison", "flex");
    fake("apt-get", `echo "$DEBIAN_FRONTEND: $*" >> ${join(folder, "apt.log")}; test "$1" != install`);
    const { status, stderr } = runCopy(true);
    expect(status).toBe(1);
    expect(stderr).toContain("ktest setup: installing 2 Debian packages: bison flex\n");
    expect(stderr).toContain("apt-get install -y --no-install-recommends bison flex failed (1)");
    const log = spawnSync("cat", [join(folder, "apt.log")], { encoding: "utf8" }).stdout;
    expect(log).toBe(
      "noninteractive: update\nnoninteractive: install -y --no-install-recommends bison flex\n",
    );
  });

  it.runIf(isSetUp())("has nothing to do and to say the second time", () => {
    const run = spawnSync(process.execPath, [setup], { encoding: "utf8" });
    expect(run).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });
});
