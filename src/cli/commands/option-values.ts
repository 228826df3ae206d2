// SPDX-License-Identifier: GPL-2.0
/** Values of options: each throws commander's InvalidArgumentError for what is none. */
import { InvalidArgumentError } from "commander";
import { VARIANTS } from "../../runner/config/variant.js";
import { nearest } from "../../runner/suggest.js";

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError("It is not a whole number.");
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
