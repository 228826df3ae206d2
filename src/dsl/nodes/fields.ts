// SPDX-License-Identifier: GPL-2.0

export const TWICE = "a field is given twice";

/** Joins fields that were read one by one, in any order; undefined if one is there twice. */
export function joinFields<T extends object>(list: readonly T[]): T | undefined {
  const joined: Partial<T> = {};
  for (const field of list) {
    for (const name in field) if (name in joined) return undefined;
    Object.assign(joined, field);
  }
  return joined as T;
}
