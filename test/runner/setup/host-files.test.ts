// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileLook, stampFiles } from "../../../src/runner/setup/host-files.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-look-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function stamped(name: string, text: string) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path, stamps: stampFiles([{ path, written: false, opened: true }]) };
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
    const [listed = [], lookedAt = []] = files.map((file) => stampFiles([file]));
    writeFileSync(join(folder, "new"), "");
    const look = new FileLook(HOUR_MS);
    expect(look.areUnchanged(lookedAt)).toBe(true);
    expect(look.areUnchanged(listed)).toBe(false);
  });

  it("reads the process's own files each time", () => {
    const { path, stamps } = stamped(`own_${process.pid}.sh`, "one");
    const look = new FileLook(HOUR_MS);
    writeFileSync(path, "one");
    expect(look.areUnchanged(stamps)).toBe(true);
    writeFileSync(path, "two");
    expect(look.areUnchanged(stamps)).toBe(false);
  });
});
