// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileLook, NOTHING_SEEN } from "../../../src/runner/setup/host-files.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-look-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function stamped(name: string, text: string) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path, stamps: new FileLook(0).see([{ path, written: false, opened: true }]) };
}

const HOUR_MS = 3_600_000;

describe("FileLook", () => {
  it("sees a change at once, or when its moment is over", () => {
    const { path, stamps } = stamped("a", "one");
    const [always, once] = [new FileLook(0), new FileLook(HOUR_MS)];
    expect([always, once].map((look) => look.areUnchanged(stamps))).toEqual([true, true]);
    writeFileSync(path, "longer");
    expect([always, once].map((look) => look.areUnchanged(stamps))).toEqual([false, true]);
    once.forget();
    expect(once.areUnchanged(stamps)).toBe(false);
  });

  it("tells a folder that was listed from one that was looked at", () => {
    const files = [true, false].map((opened) => ({ path: folder, written: false, opened }));
    const [listed = NOTHING_SEEN, lookedAt = NOTHING_SEEN] = files.map((file) => new FileLook(0).see([file]));
    writeFileSync(join(folder, "new"), "");
    const look = new FileLook(HOUR_MS);
    expect(look.areUnchanged(lookedAt)).toBe(true);
    expect(look.areUnchanged(listed)).toBe(false);
  });

  it("tells one list of files by one object", () => {
    const look = new FileLook(HOUR_MS);
    const file = { path: folder, written: false, opened: true };
    expect(look.see([file]).shared).toBe(look.see([file]).shared);
    expect(look.see([]).shared).not.toBe(look.see([file]).shared);
  });

  it("knows the process's own files by what they hold, until a command has run", () => {
    const path = join(folder, `own_${process.pid}.sh`);
    writeFileSync(path, "one");
    const look = new FileLook(HOUR_MS);
    const seen = look.see([{ path, written: false, opened: true }]);
    expect(seen.shared).toEqual([]);
    writeFileSync(path, "one");
    expect(look.areUnchanged(seen)).toBe(true);
    writeFileSync(path, "two");
    look.forget();
    expect(look.areUnchanged(seen)).toBe(false);
  });
});
