// SPDX-License-Identifier: GPL-2.0

/** Numbers that are the same in every run. */
export interface Random {
  /** A whole number from 0 up to the limit, without it. */
  below(limit: number): number;
  /** One of the list, which must not be empty. */
  of<T>(list: readonly T[]): T;
}

/** Park and Miller's minimal standard generator. */
export function makeRandom(seed: number): Random {
  let state = (Math.abs(seed) % 2147483646) + 1;
  const below = (limit: number): number => {
    state = (state * 48271) % 2147483647;
    return state % limit;
  };
  return {
    below,
    of: (list) => {
      const chosen = list[below(list.length)];
      if (chosen === undefined) throw new Error("nothing to choose from");
      return chosen;
    },
  };
}
