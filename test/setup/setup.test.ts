// SPDX-License-Identifier: GPL-2.0
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const setup = join(root, "tools/setup.mjs");

/** Whether nothing has changed since the set-up ran last; the launcher asks the same. */
function isFresh(): boolean {
  const stamp = statSync(join(root, "build/setup.stamp"), { throwIfNoEntry: false });
  const inputs = ["kernel", "native", "src", "tools"].flatMap((name) =>
    readdirSync(join(root, name), { recursive: true, withFileTypes: true }),
  );
  return inputs
    .filter((entry) => entry.isFile() && entry.name !== "parser.js")
    .every((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs <= (stamp?.mtimeMs ?? 0));
}

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

  // `npm test` has just run it; without that it could rebuild what other tests are using.
  it.runIf(isFresh())("has nothing to do and to say the second time", () => {
    const run = spawnSync(process.execPath, [setup, "--tests"], { encoding: "utf8" });
    expect(run).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });
});
