// SPDX-License-Identifier: GPL-2.0
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isOwnFile, ownFiles, withoutPid, withPid } from "../../../src/runner/setup/own-files.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-own-"));
  path = join(folder, `restore_${process.pid}.sh`);
});
afterEach(() => {
  ownFiles.forget();
  rmSync(folder, { recursive: true });
});

const written = (text: string | undefined, mode = 0o755) => ({
  path,
  content: text === undefined ? undefined : Buffer.from(text),
  mode,
});

describe("ownFiles", () => {
  it("come to the disk when somebody is about to look", () => {
    ownFiles.remove([path]);
    ownFiles.write(written("one", 0o777));
    expect(existsSync(path)).toBe(false);
    ownFiles.settle();
    expect([readFileSync(path, "utf8"), statSync(path).mode & 0o7777]).toEqual(["one", 0o777]);
    ownFiles.write(written(undefined));
    expect(existsSync(path)).toBe(true);
    ownFiles.settle();
    expect(existsSync(path)).toBe(false);
  });

  it("have the stamp that they would have on the disk", () => {
    ownFiles.write(written("one"));
    const stamp = ownFiles.stamp(path);
    ownFiles.forget();
    expect(ownFiles.stamp(path)).toBe(stamp);
    ownFiles.write(written("two"));
    expect(ownFiles.stamp(path)).not.toBe(stamp);
    ownFiles.write(written("one", 0o700));
    expect(ownFiles.stamp(path)).not.toBe(stamp);
  });

  it("are gone once removed, whether they were on the disk or not", () => {
    const none = ownFiles.stamp(path);
    writeFileSync(path, "left by a process that had this number before");
    ownFiles.forget();
    ownFiles.write(written("one"));
    ownFiles.remove([path]);
    expect([existsSync(path), ownFiles.stamp(path)]).toEqual([false, none]);
    ownFiles.write(written("two"));
    ownFiles.remove([path]);
    ownFiles.settle();
    expect([existsSync(path), ownFiles.stamp(path)]).toEqual([false, none]);
  });

  it("have the number of this process in their names, alone", () => {
    expect([path, `${path}x`, join("/etc", `a_${process.pid}.sh`)].map(isOwnFile)).toEqual([
      true,
      true,
      false,
    ]);
    expect(isOwnFile(join(folder, "restore_1.sh"))).toBe(process.pid === 1);
    expect(withPid(withoutPid(path))).toBe(path);
    expect(withoutPid(path)).not.toContain(`_${process.pid}.`);
  });
});
