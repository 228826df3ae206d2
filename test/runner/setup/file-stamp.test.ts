// SPDX-License-Identifier: GPL-2.0
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { areAsBefore, fullStamp, quickStamp, stampAll } from "../../../src/runner/setup/file-stamp.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-stamp-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A second in the past, so that a file looks settled. */
const OLD = Date.now() / 1000 - 1000;

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  utimesSync(path, OLD, OLD);
  return path;
}

/** Whether the full stamp of a file changes with an action. */
function notices(path: string, opened: boolean, action: () => void): boolean {
  const before = fullStamp({ path, opened });
  expect(fullStamp({ path, opened })).toBe(before);
  action();
  return fullStamp({ path, opened }) !== before;
}

describe("fullStamp", () => {
  it("changes with content, even if size and time are as before", () => {
    const path = write("a", "one");
    expect(notices(path, true, () => write("a", "two"))).toBe(true);
    expect(notices(path, false, () => write("a", "six"))).toBe(false);
  });

  it("changes with mode, size, time and existence, also of files that were only looked at", () => {
    const path = write("a", "one");
    for (const opened of [true, false]) {
      expect(notices(path, opened, () => chmodSync(path, statSync(path).mode ^ 0o100))).toBe(true);
      expect(notices(path, opened, () => utimesSync(path, OLD, OLD + 5))).toBe(true);
      expect(notices(path, opened, () => write("a", `${readFileSync(path, "utf8")}+`))).toBe(true);
      expect(notices(path, opened, () => unlinkSync(path))).toBe(true);
      expect(notices(path, opened, () => write("a", "one"))).toBe(true);
    }
  });

  it("changes with where a symbolic link leads to", () => {
    const [one, two] = [write("one", "same"), write("two", "same")];
    const path = join(folder, "link");
    symlinkSync(one, path);
    const turn = (): void => {
      unlinkSync(path);
      symlinkSync(two, path);
    };
    expect(notices(path, true, turn)).toBe(true);
  });

  it("changes with what is in a folder that was listed, and not in one that was looked at", () => {
    const path = join(folder, "sub");
    mkdirSync(path);
    utimesSync(path, OLD, OLD);
    expect(notices(path, false, () => write("sub/new", ""))).toBe(false);
    expect(notices(path, true, () => write("sub/newer", ""))).toBe(true);
  });

  it("is the content of what the kernel makes up; there is none for the list of processes", () => {
    expect(fullStamp({ path: "/proc/uptime", opened: true })).toMatch(/ [0-9a-f]{64}$/);
    expect(fullStamp({ path: "/proc", opened: true })).toBeUndefined();
    expect(fullStamp({ path: "/proc/self/status", opened: true })).toBe(
      fullStamp({ path: "/proc/self/status", opened: true }),
    );
  });
});

describe("stampAll", () => {
  const read = (path: string) => ({ path, written: false, opened: true });

  it("stamps what was read, for areAsBefore()", () => {
    const path = write("a", "one");
    const later = Date.now() + 60_000;
    const stamps = stampAll([read(path), { path: "/nowhere", written: true, opened: true }], later) ?? [];
    expect(stamps.map((stamp) => stamp.path)).toEqual([path]);
    expect(areAsBefore(stamps)).toBe(true);
    write("a", "two");
    expect(areAsBefore(stamps)).toBe(false);
  });

  it("has no stamps where a file is as new as the command that read it", () => {
    const path = write("a", "one");
    // The time of the change of status cannot be set back.
    expect(stampAll([read(path)], Date.now())).toBeUndefined();
    expect(stampAll([{ ...read(path), opened: false }], Date.now())).toBeUndefined();
    expect(stampAll([read("/proc")], Date.now() + 60_000)).toBeUndefined();
  });
});

describe("quickStamp", () => {
  it("changes when a file is written anew with the same size and time", () => {
    const path = write("a", "one");
    const before = quickStamp(path);
    expect(quickStamp(path)).toBe(before);
    rmSync(path);
    expect(quickStamp(path)).toBe("none");
    write("b", "holds the inode");
    write("a", "two");
    expect(quickStamp(path)).not.toBe(before);
  });
});
