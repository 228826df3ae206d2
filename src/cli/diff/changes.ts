// SPDX-License-Identifier: GPL-2.0

/** Lines [oldStart, oldEnd) of the old text became [newStart, newEnd) of the new one. */
export interface Change {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** How far apart equal lines are looked for. */
const REACH = 50;

/**
 * The changes between two lists of lines: where they differ, the nearest place at which both go on
 * alike ends the change. Enough for texts whose lines stay in their order.
 */
export function changes(old: readonly string[], now: readonly string[]): readonly Change[] {
  const found: Change[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      i++;
      j++;
      continue;
    }
    const [oldEnd, newEnd] = resume(old, now, i, j);
    found.push({ oldStart: i, oldEnd, newStart: j, newEnd });
    [i, j] = [oldEnd, newEnd];
  }
  return found;
}

/** The nearest pair of equal lines, by the number of lines left out. */
function resume(
  old: readonly string[],
  now: readonly string[],
  i: number,
  j: number,
): readonly [number, number] {
  for (let distance = 1; distance <= 2 * REACH; distance++)
    for (let skipped = 0; skipped <= distance; skipped++) {
      const [a, b] = [i + distance - skipped, j + skipped];
      if (a < old.length && b < now.length && old[a] === now[b]) return [a, b];
    }
  return [old.length, now.length];
}
