// SPDX-License-Identifier: GPL-2.0
import { Random } from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { Choice } from "../model/choice.js";

/** Choices that are the same whenever the seed is. */
export function choices(seed: number): Choice {
  return new Choice(new Random(xoroshiro128plus(seed)));
}
