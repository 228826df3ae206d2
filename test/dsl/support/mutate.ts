// SPDX-License-Identifier: GPL-2.0
import type { Random } from "./random.js";
import { TOKENS } from "./samples.js";

/** Which part of a script is changed. */
export type Level = "byte" | "token" | "line";

export const LEVELS: readonly Level[] = ["byte", "token", "line"];

/**
 * A script with one to four changes at one level.
 *
 * @param others what tokens and lines may come from, besides the script itself
 */
export function mutate(script: Buffer, level: Level, others: readonly Buffer[], random: Random): Buffer {
  let mutant = script;
  for (let count = 1 + random.below(4); count > 0; count--) {
    if (level === "byte") mutant = changeByte(mutant, random);
    else mutant = changeText(mutant, level, random.of([script, ...others]), random);
  }
  return mutant;
}

function changeByte(script: Buffer, random: Random): Buffer {
  const at = random.below(script.length + 1);
  const head = script.subarray(0, at);
  const tail = script.subarray(at);
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([head, tail.subarray(1 + random.below(8))]);
    case 1:
      return Buffer.concat([head, Buffer.of(random.below(256)), tail]);
    case 2:
      return Buffer.concat([head, Buffer.of(random.below(256)), tail.subarray(1)]);
    case 3:
      return Buffer.concat([head, Buffer.of((tail[0] ?? 0) ^ (1 << random.below(8))), tail.subarray(1)]);
    default:
      return Buffer.concat([head, tail.subarray(0, random.below(40)), tail]);
  }
}

function changeText(script: Buffer, level: "token" | "line", other: Buffer, random: Random): Buffer {
  const split = level === "line" ? linesOf : tokensOf;
  const parts = split(script.toString());
  const at = random.below(parts.length + 1);
  const fromElsewhere = (): string =>
    level === "token" && random.below(3) === 0
      ? random.of(TOKENS)
      : random.of(["", ...split(other.toString())]);
  switch (random.below(5)) {
    case 0:
      parts.splice(at, 1);
      break;
    case 1:
      parts.splice(at, 0, fromElsewhere());
      break;
    case 2:
      parts.splice(at, 1, fromElsewhere());
      break;
    case 3:
      parts.splice(at, 2, ...parts.slice(at, at + 2).reverse());
      break;
    default:
      parts.splice(at, 0, ...parts.slice(at, at + 1 + random.below(5)));
  }
  return Buffer.from(parts.join(""));
}

/** Each with its end. */
export function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

/** Words, numbers, single characters and runs of space, which make up the text. */
export function tokensOf(text: string): string[] {
  return text.match(/\w+|\s+|[^\w\s]/g) ?? [];
}
