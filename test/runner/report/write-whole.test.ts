// SPDX-License-Identifier: GPL-2.0
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeWhole } from "../../../src/runner/report/write-whole.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-write-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = Buffer.from("new");

describe("writeWhole", () => {
  it("puts a file in the place of another one, and leaves nothing else", () => {
    const path = join(folder, "a.pcapng");
    writeFileSync(path, "old and longer");
    writeWhole(path, bytes);
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readdirSync(folder)).toEqual(["a.pcapng"]);
  });

  it("leaves all as it was where it cannot write", () => {
    expect(() => writeWhole(join(folder, "missing/a.pcapng"), bytes)).toThrow("ENOENT");
    const taken = join(folder, "folder");
    mkdirSync(taken);
    expect(() => writeWhole(taken, bytes)).toThrow("EISDIR");
    expect(readdirSync(folder)).toEqual(["folder"]);
  });

  it("writes to what is no regular file", () => {
    writeWhole("/dev/null", bytes);
    expect(existsSync("/dev/null")).toBe(true);
    expect(readdirSync("/dev").filter((name) => name.startsWith("null."))).toEqual([]);
  });
});
