// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { expect, it } from "vitest";
import { KernelError } from "../../src/kernel/index.js";
import { boot, call, codeOf, describeTracking, drained, ERRNO, NR, ok, putString } from "./support.js";

const AT_FDCWD = -100;
const O_WRONLY = 1;
const CRASH_TEST = "/sys/kernel/debug/provoke-crash/DIRECT";

describeTracking("faults inside the library", () => {
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

  it("end an instance that hits BUG(); a restore brings it back", () => {
    const kernel = boot();
    const other = boot();
    const snapshot = kernel.snapshot();
    for (let i = 0; i < 3; i++) {
      const fd = ok(
        kernel,
        kernel.mainTask,
        NR.openat,
        AT_FDCWD,
        putString(kernel, 0, CRASH_TEST),
        O_WRONLY,
        0,
      );
      const kind = putString(kernel, 0, "BUG");
      expect(kernel.syscall(kernel.mainTask, NR.write, fd, kind, 3)).toBeUndefined();
      expect(kernel.alive).toBe(false);
      const events = kernel.drain();
      expect(events.at(-1)).toMatchObject({ type: "died", time: kernel.now() });
      expect(events.some((e) => e.type === "log" && e.text.includes("Kernel panic"))).toBe(true);
      for (const use of [() => kernel.syscall(kernel.mainTask, NR.getpid), () => kernel.snapshot()])
        expect(codeOf(use)).toBe("KTEST_DEAD");
      kernel.restore(snapshot);
      expect(kernel.alive).toBe(true);
      expect(call(kernel, kernel.mainTask, NR.gettid)).toBe(kernel.mainTask);
      expect(drained(kernel, "died")).toEqual([]);
    }
    expect(other.alive).toBe(true);
  });

  it("end an instance that wants to be rebooted", () => {
    const kernel = boot();
    const [magic1, magic2, restart] = [0xfee1dead, 672274793, 0x1234567];
    expect(kernel.syscall(kernel.mainTask, NR.reboot, magic1, magic2, restart, 0)).toBeUndefined();
    expect(drained(kernel, "died")).toEqual([
      { type: "died", time: kernel.now(), reason: "restart requested" },
    ]);
  });

  it("include calls that do not end, which the watchdog stops", () => {
    const kernel = boot({ cpuLimitMs: 50 });
    const snapshot = kernel.snapshot();
    kernel.runUntil(2 ** 52, "never"); // 52 days, timer by timer
    expect(kernel.alive).toBe(false);
    expect(kernel.now()).toBeLessThan(2 ** 52);
    expect(drained(kernel, "died")).toMatchObject([{ reason: expect.stringContaining("watchdog") }]);
    kernel.restore(snapshot);
    kernel.runUntil(kernel.now() + 1e9, "never");
    expect(kernel.alive).toBe(true);
  });

  it("stay inside, even if all of the kernel's memory may be garbage", () => {
    const kernel = boot({ cpuLimitMs: 100 });
    const witness = boot();
    const snapshot = kernel.snapshot();
    const GRND_INSECURE = 4;
    const deaths: string[] = [];
    const garbage = fc.tuple(
      fc.integer({ min: -14 << 20, max: 8 << 20 }),
      fc.constantFrom(4096, 65_536, 1 << 20),
    );
    fc.assert(
      fc.property(garbage, ([offset, bytes]) => {
        try {
          kernel.syscall(kernel.mainTask, NR.getrandom, kernel.user.address + offset, bytes, GRND_INSECURE);
          kernel.createTask("more", kernel.mainTask);
          kernel.runUntil(kernel.now() + 1e9, "never");
        } catch (error) {
          expect(error).toBeInstanceOf(KernelError);
        }
        deaths.push(...drained(kernel, "died").map((event) => event.reason));
        kernel.restore(snapshot);
        expect(call(kernel, kernel.mainTask, NR.gettid)).toBe(kernel.mainTask);
      }),
      { numRuns: 100, seed: 6 },
    );
    expect(deaths.length).toBeGreaterThan(0);
    expect(call(witness, witness.mainTask, NR.gettid)).toBe(witness.mainTask);
  });
});
