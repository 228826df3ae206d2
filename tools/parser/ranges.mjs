// SPDX-License-Identifier: GPL-2.0
/** Sets of UTF-16 code units, as ascending ranges that do not touch. */

/** @typedef {readonly (readonly [number, number])[]} Ranges */

const LAST = 0xffff;

/** @type {Ranges} */
export const NONE = [];

/** @type {Ranges} */
export const ALL = [[0, LAST]];

/**
 * @param {readonly Ranges[]} sets
 * @returns {Ranges}
 */
export function union(sets) {
  const sorted = sets.flat().sort(([a], [b]) => a - b);
  /** @type {[number, number][]} */
  const joined = [];
  for (const [first, last] of sorted) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

/**
 * @param {Ranges} ranges
 * @returns {Ranges}
 */
export function complement(ranges) {
  const starts = [0, ...ranges.map(([, last]) => last + 1)];
  const ends = [...ranges.map(([first]) => first - 1), LAST];
  return starts.flatMap((start, i) => (start <= (ends[i] ?? LAST) ? [[start, ends[i] ?? LAST]] : []));
}

/**
 * @param {Ranges} ranges
 * @param {number} unit
 */
export function has(ranges, unit) {
  return ranges.some(([first, last]) => first <= unit && unit <= last);
}

/**
 * A condition in JavaScript that is false for NaN, which charCodeAt() gives behind the end.
 *
 * @param {Ranges} ranges
 * @param {string} variable
 */
export function condition(ranges, variable) {
  const parts = ranges.map(([first, last]) => {
    if (first === last) return `${variable} === ${first}`;
    if (first === 0) return `${variable} <= ${last}`;
    return last === LAST ? `${variable} >= ${first}` : `(${variable} >= ${first} && ${variable} <= ${last})`;
  });
  return parts.length === 0 ? "false" : parts.join(" || ");
}
