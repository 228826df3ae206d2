// SPDX-License-Identifier: GPL-2.0
import type { Random } from "fast-check";

/** Choices that generators make. All bounds are inclusive. */
export class Choice {
  constructor(readonly random: Random) {}

  int(least: number, most: number): number {
    return least >= most ? least : this.random.nextInt(least, most);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.random.nextInt(1, times) === 1;
  }

  /** @throws {RangeError} if there is none */
  of<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new RangeError("nothing to choose from");
    return item;
  }

  /** Lengths in bytes as applications and peers have them: often small, at edges, or of whole segments. */
  length(most: number): number {
    switch (this.int(0, 7)) {
      case 0:
        return 1;
      case 1:
        return this.int(0, 16);
      case 2:
        return Math.min(most, 1460 * this.int(1, 12));
      case 3:
        return Math.min(most, 1448 * this.int(1, 12));
      case 4:
        return Math.min(most, 1000);
      case 5:
        return this.int(0, Math.min(most, 3000));
      default:
        return this.int(0, most);
    }
  }

  /** A duration in microseconds: from 0 over a few ms up to minutes, all scales alike. */
  micros(): number {
    const scale = this.int(0, 9);
    if (scale <= 2) return this.int(0, 1000);
    if (scale <= 5) return this.int(1, 60) * 1000;
    if (scale <= 7) return this.int(60, 1000) * 1000;
    if (scale === 8) return this.int(1, 10) * 1_000_000;
    return this.int(10, 130) * 1_000_000;
  }

  /** A 32-bit number near an edge: 0, 2^31, 2^32, or anywhere. */
  sequence(): number {
    switch (this.int(0, 3)) {
      case 0:
        return 0;
      case 1:
        return (0x1_0000_0000 - this.int(1, 5000)) >>> 0;
      case 2:
        return 0x8000_0000 - this.int(0, 5000);
      default:
        return this.int(0, 0xffff_ffff);
    }
  }
}
