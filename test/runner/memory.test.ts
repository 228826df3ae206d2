// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, Heap, OutOfUserMemoryError } from "../../src/runner/memory.js";
import { FakeKernel } from "./helpers/fake-kernel.js";

const end = ({ address, bytes }: Block): number => address + bytes.length;

describe("Heap", () => {
  it("hands out zeroed blocks that never touch each other, whatever is released in between", () => {
    const action = fc.oneof(
      fc.nat(5000).map((size) => ({ size })),
      fc.nat(50).map((release) => ({ release })),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const { user } = new FakeKernel();
        const heap = new Heap(user);
        const blocks: Block[] = [];
        for (const step of actions) {
          if ("size" in step) {
            const block = heap.allocate(step.size);
            expect(block.bytes.every((byte) => byte === 0)).toBe(true);
            expect(block.address).toBeGreaterThanOrEqual(user.address);
            expect(end(block)).toBeLessThanOrEqual(user.address + user.bytes.length);
            for (const other of blocks)
              expect(end(block) < other.address || end(other) < block.address).toBe(true);
            block.bytes.fill(0xff);
            blocks.push(block);
          } else {
            const [block] = blocks.splice(step.release % Math.max(1, blocks.length), 1);
            if (block !== undefined) heap.release(block);
          }
        }
      }),
    );
  });

  it("has all its memory again once everything is released", () => {
    const { user } = new FakeKernel();
    const heap = new Heap(user);
    const blocks = Array.from({ length: 20 }, () => heap.allocate(1000));
    for (const index of [3, 0, 19, 7, 4, 5, 6]) heap.release(blocks[index] as Block);
    for (const [index, block] of blocks.entries())
      if (![3, 0, 19, 7, 4, 5, 6].includes(index)) heap.release(block);
    expect(heap.allocate(user.bytes.length - 16).address).toBe(user.address);
  });

  it("says so when the memory is used up", () => {
    const { user } = new FakeKernel();
    expect(() => new Heap(user).allocate(user.bytes.length + 1)).toThrow(OutOfUserMemoryError);
  });
});
