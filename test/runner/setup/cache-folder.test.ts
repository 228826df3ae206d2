// SPDX-License-Identifier: GPL-2.0
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findCacheFolder } from "../../../src/runner/setup/cache-folder.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("findCacheFolder", () => {
  it("makes one below KTEST_CACHE, or below ktest/ in XDG_CACHE_HOME, for its owner alone", () => {
    const path = join(folder, "own/snapshots");
    expect(findCacheFolder({ KTEST_CACHE: join(folder, "own"), XDG_CACHE_HOME: "/x" })).toEqual({
      type: "folder",
      path,
    });
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(findCacheFolder({ XDG_CACHE_HOME: folder })).toEqual({
      type: "folder",
      path: join(folder, "ktest/snapshots"),
    });
  });

  it("says why there is none", () => {
    expect(findCacheFolder({ KTEST_CACHE: folder, KTEST_NO_CACHE: "1" })).toEqual({
      type: "none",
      reason: "KTEST_NO_CACHE is set",
    });
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(findCacheFolder({ KTEST_CACHE: file })).toMatchObject({
      type: "none",
      reason: expect.stringMatching(/^ENOTDIR: /),
    });
    expect(findCacheFolder({ KTEST_CACHE: "/proc/ktest" })).toMatchObject({ type: "none" });
  });

  it("does not trust one that others may write to", () => {
    const path = join(folder, "snapshots");
    mkdirSync(path);
    chmodSync(path, 0o777);
    expect(findCacheFolder({ KTEST_CACHE: folder })).toEqual({
      type: "none",
      reason: `others may write to ${path}`,
    });
  });
});
