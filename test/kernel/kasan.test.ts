// SPDX-License-Identifier: GPL-2.0
import { beforeAll, describe, expect, it } from "vitest";
import type { NativeKernel } from "../../src/kernel/index.js";
import { BUILD_MS, isTested, variantLibrary } from "../support/variants.js";
import { boot, drained, NR, ok, putAddress, SOCK_STREAM, socket, writeFile } from "./support.js";

const CRASH_TEST = "/sys/kernel/debug/provoke-crash/DIRECT";

describe.runIf(isTested("kasan"))("the address sanitizer", () => {
  let library = "";
  beforeAll(async () => {
    library = await variantLibrary("kasan");
  }, BUILD_MS);

  /** What the kernel says when drivers/misc/lkdtm does what it ought not to. */
  const provoke = (kernel: NativeKernel, bug: string): readonly string[] => {
    writeFile(kernel, CRASH_TEST, bug);
    return drained(kernel, "log").flatMap(({ text }) => (text.startsWith("BUG: ") ? [text] : []));
  };

  it.each([
    ["READ_AFTER_FREE", "BUG: KASAN: slab-use-after-free in "],
    ["WRITE_AFTER_FREE", "BUG: KASAN: slab-use-after-free in "],
    ["SLAB_LINEAR_OVERFLOW", "BUG: KASAN: slab-out-of-bounds in "],
    ["READ_BUDDY_AFTER_FREE", "BUG: KASAN: use-after-free in "],
  ])("sees %s, each time that a snapshot is restored", (bug, message) => {
    const kernel = boot({ library });
    const snapshot = kernel.snapshot();
    for (let i = 0; i < 2; i++) {
      expect(provoke(kernel, bug)).toEqual([expect.stringContaining(message)]);
      expect(kernel.alive).toBe(true);
      kernel.restore(snapshot);
    }
  });

  it("has its shadow in the snapshot: what was freed since may be used again", () => {
    const kernel = boot({ library });
    const fd = socket(kernel, kernel.mainTask, SOCK_STREAM);
    const snapshot = kernel.snapshot();
    for (let i = 0; i < 50; i++) {
      ok(kernel, kernel.mainTask, NR.close, fd);
      kernel.restore(snapshot);
      ok(kernel, kernel.mainTask, NR.bind, fd, putAddress(kernel, 0, "0.0.0.0", 80), 16);
      ok(kernel, kernel.mainTask, NR.listen, fd, 1);
    }
    expect(drained(kernel, "log")).toEqual([]);
  });

  it("comes with the undefined-behaviour sanitizer", () => {
    const kernel = boot({ library });
    writeFile(kernel, CRASH_TEST, "ARRAY_BOUNDS");
    const texts = drained(kernel, "log").map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringMatching(/^UBSAN: array-index-out-of-bounds in .*lkdtm/));
  });
});
