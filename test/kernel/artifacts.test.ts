// SPDX-License-Identifier: GPL-2.0
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findBuiltAddon, findBuiltLibrary } from "../../src/kernel/artifacts.js";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ktest-artifacts-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), "");
  }
}

describe("native parts", () => {
  it("may be missing", () => {
    expect([findBuiltLibrary(root), findBuiltAddon(root)]).toEqual([undefined, undefined]);
    put("build/liblinux-6.1.170.so", "build/liblinux-6.12.117.constants.json", "build/native/config.gypi");
    expect([findBuiltLibrary(root), findBuiltAddon(root)]).toEqual([undefined, undefined]);
  });

  it("come with a package", () => {
    put("prebuilt/liblinux-6.12.117.so", "prebuilt/ktest.node");
    expect(findBuiltLibrary(root)).toBe(join(root, "prebuilt/liblinux-6.12.117.so"));
    expect(findBuiltAddon(root)).toBe(join(root, "prebuilt/ktest.node"));
  });

  it("are those of the build where there is one", () => {
    put("prebuilt/liblinux-6.12.117.so", "prebuilt/ktest.node");
    put("build/liblinux-6.12.9.so", "build/native/Release/ktest.node");
    expect(findBuiltLibrary(root)).toBe(join(root, "build/liblinux-6.12.9.so"));
    expect(findBuiltAddon(root)).toBe(join(root, "build/native/Release/ktest.node"));
  });

  it("are of the latest version", () => {
    put("build/liblinux-6.12.117.so", "build/liblinux-6.12.9.so");
    expect(findBuiltLibrary(root)).toBe(join(root, "build/liblinux-6.12.117.so"));
  });
});
