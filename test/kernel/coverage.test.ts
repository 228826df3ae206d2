// SPDX-License-Identifier: GPL-2.0
import { beforeAll, describe, expect, it } from "vitest";
import type { NativeKernel } from "../../src/kernel/index.js";
import { BUILD_MS, isTested, variantLibrary } from "../support/variants.js";
import { boot, NR, ok, SOCK_DGRAM, SOCK_STREAM, socket } from "./support.js";

describe("a library without coverage", () => {
  it("says which variant has it", () => {
    const kernel = boot();
    expect(() => kernel.startCoverage("counts")).toThrow(
      expect.objectContaining({ code: "KTEST_NO_COVERAGE", message: expect.stringContaining("coverage") }),
    );
    expect(() => kernel.takeCounters(new Uint8Array(8))).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_STATE" }),
    );
  });
});

describe.runIf(isTested("coverage"))("coverage", () => {
  let library = "";
  beforeAll(async () => {
    library = await variantLibrary("coverage");
  }, BUILD_MS);

  const useSocket = (kernel: NativeKernel, type: number): void => {
    const fd = socket(kernel, kernel.mainTask, type);
    ok(kernel, kernel.mainTask, NR.close, fd);
  };
  /** The blocks that ran, and none any more. */
  const take = (counters: Uint8Array): number[] => {
    const blocks = [...counters.keys()].filter((at) => counters[at] !== 0);
    counters.fill(0);
    return blocks;
  };

  it("starts with nothing, and tells what runs from then on", () => {
    const kernel = boot({ library });
    useSocket(kernel, SOCK_STREAM);
    const counters = kernel.startCoverage("counts");
    expect(counters.length).toBeGreaterThan(50_000);
    expect(take(counters)).toEqual([]);
    useSocket(kernel, SOCK_STREAM);
    const tcp = take(counters);
    expect(tcp.length).toBeGreaterThan(100);
    useSocket(kernel, SOCK_DGRAM);
    const udp = take(counters);
    expect(udp.some((block) => !tcp.includes(block))).toBe(true);
    // What is no part of net/ tells nothing.
    ok(kernel, kernel.mainTask, NR.getpid);
    expect(take(counters)).toEqual([]);
  });

  it("is the same whenever the same happens, whatever ran in between", () => {
    const kernel = boot({ library });
    const snapshot = kernel.snapshot();
    const counters = kernel.startCoverage("counts");
    const run = (type: number): Uint8Array => {
      kernel.restore(snapshot);
      counters.fill(0);
      useSocket(kernel, type);
      return counters.slice();
    };
    const first = run(SOCK_STREAM);
    expect(first.some((count) => count > 0)).toBe(true);
    expect(run(SOCK_DGRAM)).not.toEqual(first);
    expect(run(SOCK_STREAM)).toEqual(first);
  });

  it("knows for sure that a block ran, if that is wanted and not how often", () => {
    const kernel = boot({ library });
    const run = (kind: "counts" | "reached", times: number): Uint8Array => {
      const counters = kernel.startCoverage(kind);
      for (let n = 0; n < times; n++) useSocket(kernel, SOCK_STREAM);
      return counters.slice();
    };
    const ran = (counters: Uint8Array): number[] => [...counters.keys()].filter((at) => counters[at] !== 0);
    run("counts", 1);
    const once = run("counts", 1);
    const often = run("counts", 256);
    const reached = run("reached", 256);
    expect(ran(once).filter((at) => once[at] === 1 && often[at] === 0)).not.toEqual([]);
    expect(ran(once).filter((at) => reached[at] !== 1)).toEqual([]);
    expect(reached.every((at) => at <= 1)).toBe(true);
    expect(run("counts", 1)).toEqual(once);
  });

  it("is no part of a snapshot", () => {
    const [asked, other] = [boot({ library, slot: 3 }), boot({ library, slot: 4 })];
    const counters = asked.startCoverage("counts");
    const before = asked.snapshot();
    useSocket(asked, SOCK_STREAM);
    const counted = counters.slice();
    asked.restore(before);
    expect(counters).toEqual(counted);
    expect(asked.dirtyPages()).toBeLessThan(1000);
    useSocket(other, SOCK_STREAM);
    expect(counters).toEqual(counted);
  });

  it("goes to the memory of the last call", () => {
    const kernel = boot({ library });
    const [first, second] = [kernel.startCoverage("counts"), kernel.startCoverage("counts")];
    useSocket(kernel, SOCK_STREAM);
    expect(take(first)).toEqual([]);
    expect(take(second)).not.toEqual([]);
  });

  it("outlives the kernel", () => {
    const kernel = boot({ library });
    const counters = kernel.startCoverage("counts");
    useSocket(kernel, SOCK_STREAM);
    kernel.close();
    expect(take(counters)).not.toEqual([]);
    expect(() => kernel.startCoverage("counts")).toThrow(expect.objectContaining({ code: "KTEST_CLOSED" }));
  });

  it("counts what is new: a block, or one that runs much more often", () => {
    const kernel = boot({ library });
    const snapshot = kernel.snapshot();
    const counters = kernel.startCoverage("counts");
    const seen = new Uint8Array(counters.length);
    const news = (sockets: number): number => {
      kernel.restore(snapshot);
      for (let i = 0; i < sockets; i++) useSocket(kernel, SOCK_STREAM);
      return kernel.takeCounters(seen);
    };
    const first = news(1);
    expect(first).toBe(seen.filter((bits) => bits !== 0).length);
    expect(first).toBeGreaterThan(100);
    expect(take(counters)).toEqual([]);
    expect(news(1)).toBe(0);
    expect(news(20)).toBeGreaterThan(0);
    expect(news(21)).toBe(0);
    expect(() => kernel.takeCounters(new Uint8Array(10))).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARG_VALUE" }),
    );
    // @ts-expect-error what JavaScript may do
    expect(() => kernel.takeCounters("seen")).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARG_TYPE" }),
    );
  });
});
