// SPDX-License-Identifier: GPL-2.0

/** `T` without its null parts. */
export type Present<T> = { [K in keyof T as null extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as null extends T[K] ? K : never]?: Exclude<T[K], null>;
};

/** An object of the parts that are there, in their order. */
export function present<T extends object>(parts: T): Present<T> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parts)) if (value !== null) result[name] = value;
  return result as Present<T>;
}
