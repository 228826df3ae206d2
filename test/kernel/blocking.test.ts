// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { boot, codeOf, drained, ERRNO, NR, ok, sleep, udpFrame, udpSocket, upDevice } from "./support.js";

describe("blocking system calls", () => {
  it("complete in the order of what wakes them, on several tasks", () => {
    const kernel = boot();
    const device = upDevice(kernel, "192.0.2.1");
    const tasks = [7, 8, 9].map((port, i) => {
      const task = kernel.createTask(`reader${i}`, kernel.mainTask);
      const fd = udpSocket(kernel, task, port);
      const buffer = 4096 * (i + 1);
      expect(
        kernel.syscall(task, NR.recvfrom, fd, kernel.user.address + buffer, 100, 0, 0, 0),
      ).toBeUndefined();
      expect(kernel.pending(task)).toBe(true);
      return { task, port, buffer };
    });
    expect(kernel.drain()).toEqual([]);

    for (const { port } of tasks.toReversed()) {
      kernel.receive(device, udpFrame("192.0.2.2", "192.0.2.1", port, `to port ${port}`));
    }
    expect(drained(kernel, "complete").map(({ task, ret }) => ({ task, ret }))).toEqual(
      tasks.toReversed().map(({ task }) => ({ task, ret: 9 })),
    );
    for (const { task, port, buffer } of tasks) {
      expect(kernel.pending(task)).toBe(false);
      expect(Buffer.from(kernel.user.bytes.subarray(buffer, buffer + 9)).toString()).toBe(`to port ${port}`);
    }
  });

  it("refuse a second call on the same task", () => {
    const kernel = boot();
    sleep(kernel, kernel.mainTask, 1e9);
    expect(codeOf(() => kernel.syscall(kernel.mainTask, NR.getpid))).toBe("EALREADY");
  });

  it("are interrupted by signals", () => {
    const kernel = boot();
    const sleeper = kernel.createTask("sleeper");
    sleep(kernel, sleeper, 1e9);
    ok(kernel, kernel.mainTask, NR.tkill, sleeper, 10);
    const time = kernel.now();
    expect(kernel.drain()).toEqual([
      { type: "signal", time, task: sleeper, signal: 10 },
      { type: "complete", time, task: sleeper, ret: -ERRNO.EINTR },
    ]);
  });

  it("are abandoned with their task", () => {
    const kernel = boot();
    const sleeper = kernel.createTask("sleeper");
    sleep(kernel, sleeper, 1e9);
    kernel.exitTask(sleeper);
    kernel.runUntil(kernel.now() + 2e9, "never");
    expect(drained(kernel, "complete")).toEqual([]);
    expect(codeOf(() => kernel.pending(sleeper))).toBe("ESRCH");
  });
});
