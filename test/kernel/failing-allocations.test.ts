// SPDX-License-Identifier: GPL-2.0
import { beforeAll, describe, expect, it } from "vitest";
import { BUILD_MS, isTested, variantLibrary } from "../support/variants.js";
import {
  AF_INET,
  boot,
  call,
  drained,
  NR,
  ok,
  openFile,
  SOCK_STREAM,
  writeFile,
  writeText,
} from "./support.js";

const ENOMEM = 12;
const MOST = 10;

describe.each(["coverage", "kasan"] as const)("failing allocations of the variant %s", (variant) => {
  describe.runIf(isTested(variant))("that is built", () => {
    let library = "";
    beforeAll(async () => {
      library = await variantLibrary(variant);
    }, BUILD_MS);

    it("are chosen by their number, and the kernel bears them", () => {
      const kernel = boot({ library });
      const task = kernel.mainTask;
      // Those that may wait, too.
      writeFile(kernel, "/sys/kernel/debug/failslab/ignore-gfp-wait", "N");
      // Opened once: to open it allocates, too.
      const failNth = openFile(kernel, `/proc/self/task/${task}/fail-nth`);
      const results = Array.from({ length: MOST }, (_, n) => {
        writeText(kernel, failNth, String(n + 1));
        const fd = call(kernel, task, NR.socket, AF_INET, SOCK_STREAM, 0);
        writeText(kernel, failNth, "0");
        if (fd >= 0) ok(kernel, task, NR.close, fd);
        return fd;
      });
      expect(results).toContain(-ENOMEM);
      expect(results.at(-1)).toBeGreaterThan(2);
      expect(drained(kernel, "log").map(({ text }) => text)).toContainEqual(
        expect.stringContaining("FAULT_INJECTION: forcing a failure."),
      );
    });
  });
});
