// SPDX-License-Identifier: GPL-2.0
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { boot, codeOf, describeTracking, drained, NR, udpFrame, udpSocket, upDevice } from "./support.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ktest-snapshot-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describeTracking("snapshot files", () => {
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

  it("of two boots are the same, however deep the stack is", () => {
    const boots = (depth: number, path: string): Buffer => {
      if (depth > 0) return boots(depth - 1, path);
      const kernel = boot();
      kernel.snapshot().save(path);
      kernel.close();
      return readFileSync(path);
    };
    const one = boots(0, join(folder, "one"));
    // Said like this, since to tell how they differ takes minutes.
    expect(boots(100, join(folder, "other")).equals(one)).toBe(true);
  });

  it("are refused when they are not whole", () => {
    const path = join(folder, "whole");
    const kernel = boot();
    kernel.snapshot().save(path);
    kernel.close();
    const whole = readFileSync(path);
    const damaged = join(folder, "damaged");
    const header = 160;
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

  it("are refused when a page has changed", () => {
    const path = join(folder, "pages");
    const kernel = boot();
    kernel.snapshot().save(path);
    kernel.close();
    const whole = readFileSync(path);
    const damaged = join(folder, "damaged");
    // Pages begin on the first page boundary behind the table.
    const used = [...whole.keys()].filter((at) => at >= 65_536 && whole[at] !== 0);
    fc.assert(
      fc.property(fc.nat(used.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const bytes = Buffer.from(whole);
        const at = used[index] ?? 0;
        bytes[at] = (bytes[at] ?? 0) ^ change;
        writeFileSync(damaged, bytes);
        expect(codeOf(() => boot({ from: damaged }))).toBe("KTEST_BAD_SNAPSHOT");
      }),
      { numRuns: 20 },
    );
  });

  it.each([8, 16, 64, 4096])("are refused when %i bytes have changed places", (size) => {
    const path = join(folder, `places-${size}`);
    const kernel = boot();
    kernel.snapshot().save(path);
    kernel.close();
    const whole = readFileSync(path);
    const used = [...whole.keys()].filter((at) => at >= 65_536 && at % size === 0 && whole[at] !== 0);
    const block = (at: number): Buffer => whole.subarray(at, at + size);
    const place = fc.nat(used.length - 1).map((index) => used[index] ?? 0);
    const two = fc.tuple(place, place).filter(([one, other]) => !block(one).equals(block(other)));
    fc.assert(
      fc.property(two, ([one, other]) => {
        const bytes = Buffer.from(whole);
        block(one).copy(bytes, other);
        block(other).copy(bytes, one);
        writeFileSync(path, bytes);
        expect(codeOf(() => boot({ from: path }))).toBe("KTEST_BAD_SNAPSHOT");
      }),
      { numRuns: 10 },
    );
  });

  it("name the file that is missing or cannot be written", () => {
    const kernel = boot();
    const snapshot = kernel.snapshot();
    expect(codeOf(() => snapshot.save(join(folder, "no", "such", "folder")))).toBe("ENOENT");
    expect(codeOf(() => boot({ from: join(folder, "missing") }))).toBe("ENOENT");
  });
});

describeTracking("snapshot files with a difference", () => {
  /** A kernel just after boot, in a slot that the test frees again. */
  function booted() {
    const kernel = boot({ slot: 7 });
    return { kernel, base: kernel.snapshot() };
  }

  /** Opens a socket that echoes nothing, and lets some time pass; returns its number. */
  function change(kernel: ReturnType<typeof boot>): number {
    upDevice(kernel, "192.0.2.1");
    const fd = udpSocket(kernel, kernel.mainTask, 7);
    kernel.user.bytes.fill(0x55, 8192, 20_000);
    kernel.runUntil(kernel.now() + 1_000_000, "never");
    return fd;
  }

  it("lead another instance from the same base to the same state", () => {
    const path = join(folder, "difference");
    const one = booted();
    const fd = change(one.kernel);
    const now = one.kernel.now();
    one.kernel.snapshot().save(path, one.base);
    one.kernel.close();
    expect(statSync(path).blocks * 512).toBeLessThan(3 << 20);

    const two = booted();
    const loaded = two.kernel.load(path, two.base);
    two.kernel.restore(loaded);
    expect(two.kernel.now()).toBe(now);
    expect(two.kernel.user.bytes.subarray(8192, 20_000).every((byte) => byte === 0x55)).toBe(true);
    expect(two.kernel.syscall(two.kernel.mainTask, NR.close, fd)).toBe(0);
    two.kernel.restore(two.base);
    expect(two.kernel.syscall(two.kernel.mainTask, NR.close, fd)).toBe(-9);
    two.kernel.restore(loaded);
    expect(two.kernel.syscall(two.kernel.mainTask, NR.close, fd)).toBe(0);
  });

  it("also when pages of the base have become zero", () => {
    const path = join(folder, "zeros");
    const one = boot({ slot: 7 });
    one.user.bytes.fill(1, 4096, 8192);
    const filled = one.snapshot();
    one.user.bytes.fill(0, 4096, 8192);
    one.snapshot().save(path, filled);
    one.restore(filled);
    one.restore(one.load(path, filled));
    expect(one.user.bytes.subarray(4096, 8192).some((byte) => byte !== 0)).toBe(false);
  });

  it("are refused with another base, another instance, or as a whole state", () => {
    const path = join(folder, "other");
    const { kernel, base } = booted();
    change(kernel);
    const later = kernel.snapshot();
    later.save(path, base);
    expect(codeOf(() => kernel.load(path, later))).toBe("KTEST_BAD_SNAPSHOT");
    const other = boot({ slot: 8 });
    expect(codeOf(() => other.load(path, other.snapshot()))).toBe("KTEST_BAD_SNAPSHOT");
    expect(codeOf(() => other.load(path, base))).toBe("KTEST_FOREIGN_SNAPSHOT");
    expect(codeOf(() => kernel.load(join(folder, "missing"), base))).toBe("ENOENT");
    kernel.close();
    expect(codeOf(() => boot({ from: path }))).toBe("KTEST_BAD_SNAPSHOT");
    const whole = join(folder, "no-difference");
    other.snapshot().save(whole);
    expect(codeOf(() => other.load(whole, other.snapshot()))).toBe("KTEST_BAD_SNAPSHOT");
  });

  it("are refused when they are not whole", () => {
    const path = join(folder, "small");
    const { kernel, base } = booted();
    kernel.user.bytes.fill(0x77, 0, 3 * 4096);
    kernel.snapshot().save(path, base);
    const whole = readFileSync(path);
    const damaged = join(folder, "damaged");
    const loads = (bytes: Buffer): unknown => {
      writeFileSync(damaged, bytes);
      return codeOf(() => kernel.load(damaged, base));
    };
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        // Between the table and the first page there is nothing that could be damaged.
        if (loads(bytes) !== "KTEST_BAD_SNAPSHOT") expect(whole[at]).toBe(0);
        expect(loads(whole.subarray(0, at))).toBe("KTEST_BAD_SNAPSHOT");
      }),
      { numRuns: 60 },
    );
    kernel.restore(kernel.load(path, base));
    expect(kernel.user.bytes[4096]).toBe(0x77);
  });
});
