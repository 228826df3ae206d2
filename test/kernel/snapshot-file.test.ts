// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { boot, codeOf, drained, NR, udpFrame, udpSocket, upDevice } from "./support.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-snapshot-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("snapshot files", () => {
  it("go on where the snapshot was taken, blocked calls included", () => {
    const path = join(folder, "blocked");
    const kernel = boot();
    const device = upDevice(kernel, "192.0.2.1");
    const fd = udpSocket(kernel, kernel.mainTask, 7);
    expect(kernel.syscall(kernel.mainTask, NR.read, fd, kernel.user.address, 100)).toBeUndefined();
    kernel.runUntil(kernel.now() + 12_345_678, "never");
    kernel.snapshot().save(path);
    const before = {
      now: kernel.now(),
      slot: kernel.slot,
      address: kernel.user.address,
      timer: kernel.nextTimer(),
    };
    expect(codeOf(() => boot({ from: path }))).toBe("KTEST_SLOT_BUSY");
    kernel.close();

    const loaded = boot({ from: path });
    expect({
      now: loaded.now(),
      slot: loaded.slot,
      address: loaded.user.address,
      timer: loaded.nextTimer(),
    }).toEqual(before);
    const again = loaded.snapshot();
    for (let i = 0; i < 3; i++) {
      loaded.receive(device, udpFrame("192.0.2.2", "192.0.2.1", 7, "hello"));
      expect(drained(loaded, "complete")).toMatchObject([
        { task: loaded.mainTask, ret: 5, time: before.now },
      ]);
      expect(Buffer.from(loaded.user.bytes.subarray(0, 5)).toString()).toBe("hello");
      loaded.restore(again);
    }
  });

  it("are refused when they are not whole", () => {
    const path = join(folder, "whole");
    const kernel = boot();
    kernel.snapshot().save(path);
    kernel.close();
    const whole = readFileSync(path);
    const damaged = join(folder, "damaged");
    const header = 144;
    fc.assert(
      fc.property(fc.nat(header - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        writeFileSync(damaged, bytes);
        expect(codeOf(() => boot({ from: damaged }))).toBe("KTEST_BAD_SNAPSHOT");
      }),
      { numRuns: 20 },
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        writeFileSync(damaged, whole);
        truncateSync(damaged, length);
        expect(codeOf(() => boot({ from: damaged }))).toBe("KTEST_BAD_SNAPSHOT");
      }),
      { numRuns: 20 },
    );
  });

  it("name the file that is missing or cannot be written", () => {
    const kernel = boot();
    const snapshot = kernel.snapshot();
    expect(codeOf(() => snapshot.save(join(folder, "no", "such", "folder")))).toBe("ENOENT");
    expect(codeOf(() => boot({ from: join(folder, "missing") }))).toBe("ENOENT");
  });
});
