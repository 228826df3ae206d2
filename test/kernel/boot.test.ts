// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { boot, call, codeOf, NR, ok } from "./support.js";

const CLOCK_REALTIME = 0;
const CLOCK_MONOTONIC = 1;

describe("bootKernel", () => {
  it("boots to an idle kernel at the time it was given", () => {
    const kernel = boot({ clockNs: 5_000_000_001 });
    expect(kernel.release).toMatch(/^\d+\.\d+\.\d+/);
    expect(kernel.alive).toBe(true);
    expect(kernel.now()).toBeGreaterThanOrEqual(5_000_000_001);
    expect(kernel.drain()).toEqual([]);
    expect(kernel.bootLog.map((e) => (e.type === "log" ? e.text : e.type)).join("\n")).toContain(
      "Linux version",
    );
  });

  it("shows its clocks to system calls", () => {
    const kernel = boot({ realtimeNs: 1_234_567_890_000_000_000n });
    const { address, view } = kernel.user;
    ok(kernel, kernel.mainTask, NR.clockGettime, CLOCK_MONOTONIC, address);
    expect(view.getBigInt64(0, true) * 1_000_000_000n + view.getBigInt64(8, true)).toBe(BigInt(kernel.now()));
    ok(kernel, kernel.mainTask, NR.clockGettime, CLOCK_REALTIME, address);
    expect(view.getBigInt64(0, true)).toBe(1_234_567_890n);
  });

  it("takes the command line", () => {
    const kernel = boot({ commandLine: "ktest.example=1" });
    const log = [...kernel.bootLog, ...kernel.drain()];
    expect(log.some((e) => e.type === "log" && e.text.includes("ktest.example=1"))).toBe(true);
  });

  it("gives instances of a process places of their own, and the place back", () => {
    const first = boot();
    const second = boot();
    expect(second.slot).not.toBe(first.slot);
    expect(second.user.address - first.user.address).toBe((second.slot - first.slot) * 2 ** 30);
    expect(codeOf(() => boot({ slot: first.slot }))).toBe("KTEST_SLOT_BUSY");
    first.close();
    expect(boot({ slot: first.slot }).user.address).toBe(first.user.address);
  });

  it("throws after close(), and leaves no memory to touch", () => {
    const kernel = boot();
    const snapshot = kernel.snapshot();
    kernel.close();
    kernel.close();
    expect(kernel.alive).toBe(false);
    expect(kernel.user.bytes.length).toBe(0);
    const uses = [
      () => kernel.now(),
      () => kernel.drain(),
      () => kernel.nextTimer(),
      () => kernel.runUntil(2e9, "never"),
      () => kernel.syscall(kernel.mainTask, NR.getpid),
      () => kernel.createTask("late"),
      () => kernel.createDevice({ name: "tun0" }),
      () => kernel.snapshot(),
      () => kernel.restore(snapshot),
      () => kernel.setScheduler(undefined),
      () => snapshot.save("/nowhere"),
    ];
    expect(uses.map(codeOf)).toEqual(uses.map(() => "KTEST_CLOSED"));
  });

  it("performs system calls of processes and threads", () => {
    const kernel = boot();
    const other = kernel.createTask("other");
    const thread = kernel.createTask("thread", other);
    const pid = (task: number): number => call(kernel, task, NR.getpid);
    expect(pid(thread)).toBe(pid(other));
    expect(pid(other)).not.toBe(pid(kernel.mainTask));
    expect(call(kernel, thread, NR.gettid)).toBe(thread);
    kernel.exitTask(thread);
    expect(codeOf(() => kernel.syscall(thread, NR.getpid))).toBe("ESRCH");
    expect(call(kernel, other, NR.getpid)).toBe(other);
  });
});
