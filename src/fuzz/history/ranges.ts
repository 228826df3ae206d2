// SPDX-License-Identifier: GPL-2.0

/** Sets of numbers as ranges [from, to) that do not touch. */
export class Ranges {
  #ranges: (readonly [number, number])[] = [];

  add(from: number, to: number): void {
    if (to <= from) return;
    const apart = this.#ranges.filter(([start, end]) => end < from || start > to);
    const met = this.#ranges.filter(([start, end]) => end >= from && start <= to);
    const start = Math.min(from, ...met.map(([first]) => first));
    const end = Math.max(to, ...met.map(([, last]) => last));
    this.#ranges = [...apart, [start, end]];
  }

  /** Whether all of [from, to) is in it. */
  has(from: number, to: number): boolean {
    return this.#ranges.some(([start, end]) => start <= from && to <= end);
  }
}
