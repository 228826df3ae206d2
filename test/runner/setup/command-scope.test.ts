// SPDX-License-Identifier: GPL-2.0
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PlacedCommand, scopeOf, scopesOf } from "../../../src/runner/setup/command-scope.js";

let top: string;
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "ktest-scope-")));
});
afterEach(() => rmSync(top, { recursive: true }));

function command(folder: string, changes: Partial<PlacedCommand> = {}): PlacedCommand {
  return {
    text: "../common/defaults.sh",
    folder,
    stdout: "",
    stderr: "",
    tape: new Uint8Array(),
    hostFiles: [],
    written: [],
    ...changes,
  };
}

const used = (...paths: readonly string[]) => paths.map((path) => ({ path, written: false, opened: true }));

/** Whether a command that was run is known in another folder. */
const holdsIn = (folder: string, ran: PlacedCommand): boolean => scopesOf(folder).includes(scopeOf(ran));

describe("scopeOf", () => {
  const word = fc.constantFrom("a", "b", "common", "..");
  const folders = fc
    .array(fc.constantFrom("a", "b", "common"), { maxLength: 6 })
    .map((parts) => resolve("/none", ...parts));

  it("has folders only from which relative paths lead where they did", () => {
    fc.assert(
      fc.property(
        folders,
        folders,
        fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { maxLength: 3 }),
        (folder, other, names) => {
          const paths = names.map((parts) => parts.join("/"));
          const ran = command(folder, { hostFiles: used(...paths.map((path) => resolve(folder, path))) });
          expect(holdsIn(folder, ran)).toBe(true);
          if (!holdsIn(other, ran)) return;
          for (const path of paths) expect(resolve(other, path)).toBe(resolve(folder, path));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("has the folders beside it if the command used what is above them", () => {
    const ran = command("/none/tcp/sack", {
      hostFiles: [
        ...used("/none/tcp/common/defaults.sh", "/bin/sh"),
        { path: "/none/tcp/sack", written: false, opened: false },
      ],
    });
    expect(holdsIn("/none/tcp/close", ran)).toBe(true);
    expect(holdsIn("/none/tcp/fastopen/server", ran)).toBe(false);
    expect(holdsIn("/none/udp/close", ran)).toBe(false);
  });

  it("has all folders as deep as it if the command used programs only", () => {
    const ran = command("/none/tcp/sack", { text: "sysctl -q a=1", hostFiles: used("/sbin/sysctl") });
    expect(holdsIn("/other/udp/close", ran)).toBe(true);
  });

  it.each([
    { hostFiles: used("/none/tcp/sack") },
    { hostFiles: used("/none/tcp/sack/local.conf") },
    { hostFiles: [{ path: "/none/tcp/sack/local.conf", written: false, opened: false }] },
    { hostFiles: used("/proc/4711/cwd/x") },
    { text: "basename $PWD" },
    { text: "python3 -c 'import os; os.getcwd()'" },
    { stdout: "run in /none/tcp/sack\n" },
    { stderr: "/none/tcp/sack/../x: no such file\n" },
    { tape: Buffer.from("\0\0/none/tcp/sack\0") },
    { written: [{ path: "/tmp/x", content: Buffer.from("cd /none/tcp/sack"), mode: 0o600 }] },
  ])("has the folder alone where that shows: %j", (changes) => {
    const ran = command("/none/tcp/sack", changes);
    expect(holdsIn("/none/tcp/sack", ran)).toBe(true);
    expect(holdsIn("/none/tcp/close", ran)).toBe(false);
  });

  it("looks into scripts for that", () => {
    const path = join(top, "script.sh");
    for (const [text, isKnown] of [
      ["sysctl -q a=1", true],
      ["cd $(pwd)/..", false],
    ] as const) {
      writeFileSync(path, text);
      expect(holdsIn(join(top, "other"), command(join(top, "folder"), { hostFiles: used(path) }))).toBe(
        isKnown,
      );
    }
  });

  it("goes by where a symbolic link leads to", () => {
    mkdirSync(join(top, "real/folder"), { recursive: true });
    mkdirSync(join(top, "other"));
    symlinkSync(join(top, "real/folder"), join(top, "link"));
    // ../common of the link is real/common.
    const ran = command(join(top, "link"), { hostFiles: used(join(top, "real/common")) });
    expect(holdsIn(join(top, "real/folder"), ran)).toBe(true);
    expect(holdsIn(join(top, "real/beside"), ran)).toBe(true);
    expect(holdsIn(join(top, "other"), ran)).toBe(false);
  });
});
