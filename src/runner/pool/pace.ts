// SPDX-License-Identifier: GPL-2.0

/** Work that a worker has in hand: while it lasts, the pool need not look. */
const HAND_MS = 60;

/** Tests that it has in hand, however long they take: it begins the next when it has told of one. */
const MIN_TESTS = 2;
const MAX_TESTS = 32;

/** Longest time for which reports may lie. */
const MAX_REST_MS = 20;

/** Characters in one piece from which on reports are long: the socket has room for little more. */
const LONG = 1 << 15;

/** Weight of the last test in the mean. */
const WEIGHT = 0.2;

/**
 * How many tests a worker is given at once, and how often its reports are looked at. Each look at every
 * report would take the processor from the workers; a long test must not hold up others behind it.
 */
export class Pace {
  /** Of a test, in ms. */
  #mean: number | undefined;

  /** @param ms  that a test took */
  add(ms: number): void {
    this.#mean = this.#mean === undefined ? ms : (1 - WEIGHT) * this.#mean + WEIGHT * ms;
  }

  /**
   * Tests that a worker can be given beside those that it has.
   * @param share  of all that are left, which it may have in hand
   */
  room(tests: number, share: number): number {
    const most = this.#mean === undefined ? MIN_TESTS : Math.min(MAX_TESTS, Math.floor(HAND_MS / this.#mean));
    return Math.max(0, Math.max(MIN_TESTS, Math.min(most, share)) - tests);
  }

  /**
   * Time for which a worker can be left alone, in ms.
   * @param tests   that it has
   * @param length  of what came from it last
   */
  restMs(tests: number, length: number): number {
    if (length >= LONG || this.#mean === undefined) return 0;
    const half = (tests * this.#mean) / 2;
    return tests <= MIN_TESTS ? 0 : Math.floor(Math.min(MAX_REST_MS, half));
  }
}
