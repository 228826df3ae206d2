// SPDX-License-Identifier: GPL-2.0
import { beforeAll, describe, expect, it } from "vitest";
import type { Coverage, NativeKernel } from "../../src/kernel/index.js";
import { BUILD_MS, isTested, variantLibrary } from "../support/variants.js";
import { boot, NR, ok, SOCK_DGRAM, SOCK_STREAM, socket } from "./support.js";

const EDGES = 65_536;
const ALL = { edges: true, reached: true };

describe("a library without coverage", () => {
  it("says which variant has it", () => {
    const kernel = boot();
    expect(() => kernel.startCoverage(ALL)).toThrow(
      expect.objectContaining({ code: "KTEST_NO_COVERAGE", message: expect.stringContaining("coverage") }),
    );
    expect(() => kernel.takeEdges(new Uint8Array(EDGES))).toThrow(
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
  const takeReached = ({ reached }: Coverage): number[] => {
    const blocks = [...reached.keys()].filter((at) => reached[at] !== 0);
    reached.fill(0);
    return blocks;
  };

  it("starts with nothing, and tells what runs from then on", () => {
    const kernel = boot({ library });
    useSocket(kernel, SOCK_STREAM);
    const coverage = kernel.startCoverage(ALL);
    expect(coverage.edges).toEqual(new Uint8Array(EDGES));
    expect(takeReached(coverage)).toEqual([]);
    useSocket(kernel, SOCK_STREAM);
    const tcp = takeReached(coverage);
    expect(tcp.length).toBeGreaterThan(100);
    useSocket(kernel, SOCK_DGRAM);
    const udp = takeReached(coverage);
    expect(udp.some((block) => !tcp.includes(block))).toBe(true);
    // What is no part of net/ tells nothing.
    ok(kernel, kernel.mainTask, NR.getpid);
    expect(takeReached(coverage)).toEqual([]);
  });

  it("is the same whenever the same happens, whatever ran in between", () => {
    const kernel = boot({ library });
    const snapshot = kernel.snapshot();
    const coverage = kernel.startCoverage(ALL);
    const run = (type: number): Uint8Array => {
      kernel.restore(snapshot);
      coverage.edges.fill(0);
      useSocket(kernel, type);
      return coverage.edges.slice();
    };
    const first = run(SOCK_STREAM);
    expect(first.some((count) => count > 0)).toBe(true);
    expect(run(SOCK_DGRAM)).not.toEqual(first);
    expect(run(SOCK_STREAM)).toEqual(first);
  });

  it("is no part of a snapshot", () => {
    const [asked, other] = [boot({ library, slot: 3 }), boot({ library, slot: 4 })];
    const coverage = asked.startCoverage(ALL);
    const before = asked.snapshot();
    useSocket(asked, SOCK_STREAM);
    const counted = takeReached(coverage).length;
    asked.restore(before);
    expect(coverage.edges.some((count) => count > 0)).toBe(true);
    useSocket(asked, SOCK_STREAM);
    expect(takeReached(coverage)).toHaveLength(counted);
    // One that nobody has asked for any stays so.
    const state = other.snapshot();
    other.restore(state);
    useSocket(other, SOCK_STREAM);
    expect(takeReached(coverage)).toEqual([]);
  });

  it("goes to the memory of the last call", () => {
    const kernel = boot({ library });
    const [first, second] = [kernel.startCoverage(ALL), kernel.startCoverage(ALL)];
    useSocket(kernel, SOCK_STREAM);
    expect(takeReached(first)).toEqual([]);
    expect(takeReached(second)).not.toEqual([]);
  });

  it("notes what is wanted only", () => {
    const kernel = boot({ library });
    const { edges, reached } = kernel.startCoverage({ edges: true, reached: false });
    useSocket(kernel, SOCK_STREAM);
    expect(reached).toHaveLength(0);
    expect(edges.some((count) => count > 0)).toBe(true);
    expect(kernel.startCoverage({ edges: false, reached: true }).edges).toHaveLength(0);
    expect(() => kernel.takeEdges(new Uint8Array(EDGES))).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_STATE" }),
    );
    // @ts-expect-error what JavaScript may do
    expect(() => kernel.startCoverage({ edges: 1 })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARG_TYPE" }),
    );
  });

  it("outlives the kernel", () => {
    const kernel = boot({ library });
    const coverage = kernel.startCoverage(ALL);
    useSocket(kernel, SOCK_STREAM);
    kernel.close();
    expect(takeReached(coverage)).not.toEqual([]);
    expect(() => kernel.startCoverage(ALL)).toThrow(expect.objectContaining({ code: "KTEST_CLOSED" }));
  });

  it("of edges counts what is new: an edge, or one that is taken much more often", () => {
    const kernel = boot({ library });
    const snapshot = kernel.snapshot();
    const { edges } = kernel.startCoverage(ALL);
    const seen = new Uint8Array(EDGES);
    const news = (sockets: number): number => {
      kernel.restore(snapshot);
      for (let i = 0; i < sockets; i++) useSocket(kernel, SOCK_STREAM);
      return kernel.takeEdges(seen);
    };
    const first = news(1);
    expect(first).toBe(seen.filter((bits) => bits !== 0).length);
    expect(first).toBeGreaterThan(100);
    expect(edges).toEqual(new Uint8Array(EDGES));
    expect(news(1)).toBe(0);
    expect(news(20)).toBeGreaterThan(0);
    expect(news(21)).toBe(0);
    expect(() => kernel.takeEdges(new Uint8Array(10))).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARG_VALUE" }),
    );
    // @ts-expect-error what JavaScript may do
    expect(() => kernel.takeEdges("seen")).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG_TYPE" }));
  });
});
