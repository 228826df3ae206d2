// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bootKernel, findLibrary, type NativeKernel } from "../../../src/kernel/index.js";
import { bootCached } from "../../../src/runner/setup/kernel-cache.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-kernel-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const library = findLibrary();
const constants = library.replace(/\.so$/, ".constants.json");
const boot = (seed = 0) => bootCached(folder, { library, constants, seed });
const files = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith(".pages"));

function randomBytes(kernel: NativeKernel): string {
  const GETRANDOM = 278;
  expect(kernel.syscall(kernel.mainTask, GETRANDOM, kernel.user.address, 16, 0)).toBe(16);
  return Buffer.from(kernel.user.bytes.subarray(0, 16)).toString("hex");
}

describe("bootCached", () => {
  it("gives the same kernel when it boots, when it does not, and without a folder", () => {
    const states = [bootKernel({ library, seed: 3 }), undefined, undefined].map((plain) => {
      const kernel = plain ?? boot(3).kernel;
      const state = [kernel.user.address, kernel.now(), kernel.nextTimer(), kernel.bootLog.length > 0];
      const random = randomBytes(kernel);
      kernel.close();
      return [...state, random];
    });
    const [plain, first, second] = states;
    expect(first).toEqual(plain);
    // All but the messages of the boot that there was not.
    expect(second).toEqual(plain?.map((value) => (value === true ? false : value)));
    expect(files()).toHaveLength(1);
  });

  it("keeps one for each seed", () => {
    for (const seed of [1, 2]) boot(seed).kernel.close();
    expect(files()).toHaveLength(2);
    const [one, two] = [1, 2].map((seed) => {
      const { kernel } = boot(seed);
      const random = randomBytes(kernel);
      kernel.close();
      return random;
    });
    expect(one).not.toBe(two);
    expect(files()).toHaveLength(2);
  });

  it("boots where the file is damaged, and replaces it", () => {
    boot().kernel.close();
    const [name = ""] = files();
    truncateSync(join(folder, name), 100_000);
    const { kernel } = boot();
    expect(kernel.alive).toBe(true);
    expect(kernel.bootLog).not.toEqual([]);
    kernel.close();
    expect(files()).toHaveLength(1);
    expect(files()).not.toEqual([name]);
  });

  it("boots beside another kernel, and leaves the file to others", () => {
    const one = boot().kernel;
    const before = files();
    const two = boot().kernel;
    expect(two.slot).not.toBe(one.slot);
    expect(files()).toEqual(before);
    one.close();
    two.close();
  });
});
