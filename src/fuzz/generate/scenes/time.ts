// SPDX-License-Identifier: GPL-2.0
import { rec } from "../../commands/command.js";
import type { Choice } from "../../model/choice.js";
import { OP } from "../../program/operations.js";
import type { Rec } from "../../program/program.js";

export const MINUTES_US = 300_000_000;

/** Something that leaves the next one time, or none. */
export function pause(choice: Choice): readonly Rec[] {
  switch (choice.int(0, 3)) {
    case 0:
      return [];
    case 1:
      return [rec(OP.advance, 0, { a: choice.int(1, 300) * 1000 })];
    default:
      return [rec(OP.nextTimer, 0, { a: MINUTES_US })];
  }
}

/** Long enough for some timers, or nothing. */
export function silence(choice: Choice): readonly Rec[] {
  return choice.once(3) ? [] : [rec(OP.advance, 0, { a: choice.int(10, 300) * 1_000_000 })];
}
