// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { boot, call, codeOf, drained, ERRNO, NR, ok, putString } from "./support.js";

const AT_FDCWD = -100;
const O_WRONLY = 1;

describe("faults inside the library", () => {
  it("give EFAULT for pointers that lead nowhere, and the instance lives", () => {
    const kernel = boot();
    const fds = kernel.user.address;
    ok(kernel, kernel.mainTask, NR.pipe2, fds, 0);
    const [from, to] = [kernel.user.view.getInt32(0, true), kernel.user.view.getInt32(4, true)];
    for (const bad of [1, 8, 4095, 0x4000_0000_0000, 0x5fff_ffff_f000, 2 ** 47 - 4096, -4096, 2 ** 52]) {
      expect(call(kernel, kernel.mainTask, NR.write, to, bad, 10)).toBe(-ERRNO.EFAULT);
      expect(call(kernel, kernel.mainTask, NR.pipe2, bad, 0)).toBe(-ERRNO.EFAULT);
    }
    expect(call(kernel, kernel.mainTask, NR.write, to, kernel.user.address, 10)).toBe(10);
    expect(call(kernel, kernel.mainTask, NR.read, from, kernel.user.address, 10)).toBe(10);
    expect(kernel.alive).toBe(true);
  });

  it("end an instance that panics; a restore brings it back", () => {
    const kernel = boot();
    const other = boot();
    const path = putString(kernel, 0, "/proc/sysrq-trigger");
    const fd = ok(kernel, kernel.mainTask, NR.openat, AT_FDCWD, path, O_WRONLY, 0);
    const crash = putString(kernel, 0, "c");
    const snapshot = kernel.snapshot();
    for (let i = 0; i < 3; i++) {
      expect(kernel.syscall(kernel.mainTask, NR.write, fd, crash, 1)).toBeUndefined();
      expect(kernel.alive).toBe(false);
      const events = kernel.drain();
      expect(events.at(-1)).toMatchObject({ type: "died", time: kernel.now() });
      expect(events.some((e) => e.type === "log" && e.text.includes("Call Trace"))).toBe(true);
      for (const use of [() => kernel.syscall(kernel.mainTask, NR.getpid), () => kernel.snapshot()])
        expect(codeOf(use)).toBe("KTEST_DEAD");
      kernel.restore(snapshot);
      expect(kernel.alive).toBe(true);
      expect(call(kernel, kernel.mainTask, NR.getpid)).toBe(kernel.mainTask);
      expect(drained(kernel, "died")).toEqual([]);
    }
    expect(other.alive).toBe(true);
  });
});
