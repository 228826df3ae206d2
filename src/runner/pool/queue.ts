// SPDX-License-Identifier: GPL-2.0

/**
 * Tests that wait, divided among workers: each has a slice of its own, so that neighbours in the
 * order, which often share a prologue, run on the same kernel. One whose slice is used up takes
 * from the end of the longest.
 */
export class SlicedQueue<T> {
  readonly #slices: T[][];

  constructor(items: readonly T[], workers: number) {
    this.#slices = Array.from({ length: workers }, (_, index) =>
      items.slice(
        Math.floor((index * items.length) / workers),
        Math.floor(((index + 1) * items.length) / workers),
      ),
    );
  }

  get length(): number {
    return this.#slices.reduce((sum, slice) => sum + slice.length, 0);
  }

  /** Items that a worker has taken and not used: it gets them first. */
  putBack(worker: number, items: readonly T[]): void {
    this.#slices[worker]?.unshift(...items);
  }

  /** The next item for a worker; undefined when there is none left. */
  take(worker: number): T | undefined {
    const own = this.#slices[worker]?.shift();
    if (own !== undefined) return own;
    const longest = this.#slices.reduce<T[]>(
      (best, slice) => (slice.length > best.length ? slice : best),
      [],
    );
    return longest.pop();
  }
}
