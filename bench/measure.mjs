// SPDX-License-Identifier: GPL-2.0

/**
 * A figure: what was measured, how often, and what it should be.
 * @typedef {object} Figure
 * @property {string} name
 * @property {"s" | "1/s" | "×" | "%" | "B"} unit  a ratio is ×, a share of a whole % (1 is all of it), memory B
 * @property {readonly number[]} samples  in the unit, one a run; none if it could not be measured
 * @property {number} [target]  at most (s, ×, B), or at least (1/s, %)
 * @property {string} [missing]  why it could not be measured
 */

/**
 * @typedef {object} Summary
 * @property {number} runs
 * @property {number} median
 * @property {number} p10
 * @property {number} p90
 */

/**
 * Time of each of several runs, in s.
 * @param {number} runs
 * @param {() => void} action
 * @param {{ readonly before?: () => void, readonly after?: () => void, readonly repeat?: number }} [options]
 *   before, after: not part of the time; repeat: calls of the action a run, each its share of the time
 * @returns {number[]}
 */
export function time(runs, action, { before, after, repeat = 1 } = {}) {
  const samples = [];
  for (let run = 0; run < runs; run++) {
    before?.();
    const start = process.hrtime.bigint();
    for (let i = 0; i < repeat; i++) action();
    samples.push(Number(process.hrtime.bigint() - start) / 1e9 / repeat);
    after?.();
  }
  return samples;
}

/**
 * The same for an action that waits.
 * @param {number} runs
 * @param {() => Promise<void>} action
 */
export async function timeAsync(runs, action) {
  const samples = [];
  for (let run = 0; run < runs; run++) {
    const start = process.hrtime.bigint();
    await action();
    samples.push(Number(process.hrtime.bigint() - start) / 1e9);
  }
  return samples;
}

/**
 * @param {readonly number[]} samples  of none all is NaN
 * @returns {Summary}
 */
export function summarize(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  /** @param {number} part */
  const at = (part) => sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
  return { runs: sorted.length, median: at(0.5), p10: at(0.1), p90: at(0.9) };
}

/**
 * Whether the median is as it should be; undefined if nothing is said about that.
 * @param {Figure} figure
 */
export function isReached({ unit, samples, target }) {
  if (target === undefined || samples.length === 0) return undefined;
  const { median } = summarize(samples);
  return isAtLeast(unit) ? median >= target : median <= target;
}

/**
 * Whether more is better.
 * @param {Figure["unit"]} unit
 */
export function isAtLeast(unit) {
  return unit === "1/s" || unit === "%";
}

/**
 * Why a thing could not be measured, in a line.
 * @param {unknown} error
 */
export function reasonOf(error) {
  const { code, path, stderr, message } =
    /** @type {NodeJS.ErrnoException & { readonly stderr?: string | Buffer }} */ (error);
  if (code === "ENOENT" && path !== undefined) return `there is no ${path}`;
  const lines = (String(stderr ?? "").trim() || message).split("\n");
  // Node prints the place in the source before it.
  return (lines.find((line) => /^\w*Error: /.test(line)) ?? lines[0] ?? "").trim();
}
