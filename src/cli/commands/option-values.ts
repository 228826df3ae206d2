// SPDX-License-Identifier: GPL-2.0
/** Values of options: each throws commander's InvalidArgumentError for what is none. */
import { InvalidArgumentError } from "commander";
import { VARIANTS } from "../../runner/config/variant.js";
import { nearest } from "../../runner/suggest.js";
import type { Shard } from "../shards/shard.js";

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError("It is not a whole number.");
  return value;
}

export function positiveWholeNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError("It is not above 0.");
  return value;
}

export function nonNegativeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError("It is not a number.");
  return value;
}

export function positiveNumber(text: string): number {
  const value = nonNegativeNumber(text);
  if (value === 0) throw new InvalidArgumentError("It is not above 0.");
  return value;
}

/** `2/3` */
export function shardNumbers(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (index === undefined || count === undefined)
    throw new InvalidArgumentError("It is not i/n, such as 2/3 for the second of three.");
  const shard = { index: wholeNumber(index), count: wholeNumber(count) };
  if (shard.count === 0) throw new InvalidArgumentError("There must be one shard or more.");
  if (shard.index < 1 || shard.index > shard.count)
    throw new InvalidArgumentError(`Of ${count} there are 1/${count} to ${count}/${count}.`);
  return shard;
}

/** Names of variants between commas. */
export function variantNames(text: string): readonly string[] {
  return text.split(",").map((name) => variantName(name.trim()));
}

export function variantName(name: string): string {
  const known = VARIANTS.map((variant) => variant.name);
  if (known.some((variant) => variant === name)) return name;
  const meant = nearest(name, known);
  throw new InvalidArgumentError(
    `There is no variant ${name}${meant === undefined ? "" : ` (did you mean ${meant}?)`}.`,
  );
}

/** Names of kernels between commas, each once. */
export function kernelNames(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes("")) throw new InvalidArgumentError("A name is missing.");
  if (new Set(names).size < names.length) throw new InvalidArgumentError("A name is there twice.");
  return names;
}
