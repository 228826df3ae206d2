// SPDX-License-Identifier: GPL-2.0

/**
 * `count` of the items, as evenly from all groups as these allow. The seed decides which.
 * @param groupOf the name of an item's group
 */
export function sample<T>(
  items: readonly T[],
  count: number,
  seed: number,
  groupOf: (item: T) => string,
): T[] {
  const byName = new Map<string, T[]>();
  for (const item of shuffled(items, seed)) {
    const group = byName.get(groupOf(item));
    if (group) group.push(item);
    else byName.set(groupOf(item), [item]);
  }
  const groups = [...byName.values()];
  const rounds = Math.max(0, ...groups.map((group) => group.length));
  const inTurn = Array.from({ length: rounds }, (_, round) =>
    groups.flatMap((group) => group.slice(round, round + 1)),
  );
  return inTurn.flat().slice(0, count);
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = generator(seed);
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Numbers of 32 bits, each from the one before: Marsaglia's xorshift. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
