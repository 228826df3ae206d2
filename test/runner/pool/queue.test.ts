// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlicedQueue } from "../../../src/runner/pool/queue.js";

describe("SlicedQueue", () => {
  it("hands out each item once, whoever asks", () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.nat(4)),
        (count, workers, asking) => {
          const items = Array.from({ length: count }, (_, index) => index);
          const queue = new SlicedQueue(items, workers);
          const taken: number[] = [];
          for (const worker of asking) {
            if (queue.length === 0) break;
            const item = queue.take(worker % workers);
            if (item !== undefined) taken.push(item);
          }
          expect(taken.sort((a, b) => a - b)).toEqual(items);
        },
      ),
    );
  });

  it("gives back what a worker had taken and not used, first", () => {
    const queue = new SlicedQueue([0, 1, 2, 3], 2);
    const taken = [queue.take(0), queue.take(0)];
    queue.putBack(0, [1]);
    expect([...taken, queue.length, queue.take(0), queue.take(0)]).toEqual([0, 1, 3, 1, 3]);
  });

  it("gives a worker neighbours, and the far end of another's slice when its own is used up", () => {
    const queue = new SlicedQueue([0, 1, 2, 3, 4, 5], 2);
    expect([queue.take(0), queue.take(0), queue.take(0), queue.take(0)]).toEqual([0, 1, 2, 5]);
    expect([queue.take(1), queue.take(1), queue.take(1)]).toEqual([3, 4, undefined]);
  });
});
