// SPDX-License-Identifier: GPL-2.0
import type { Choice } from "../model/choice.js";
import type { Model } from "../model/model.js";
import type { Rec } from "../program/program.js";

/** A kind of thing that programs do; a file each. */
export interface Command {
  readonly name: string;
  /** How likely it is where the model is now; 0: it makes no sense here. */
  weight(model: Model): number;
  /** One of this kind. Tells the model what it does. */
  generate(choice: Choice, model: Model): Rec;
}

/** A record with the numbers that matter; those left out are 0. Signed ones may be given as such. */
export function rec(op: number, unit: number, numbers: Partial<Omit<Rec, "op" | "unit">> = {}): Rec {
  const { flags = 0, a = 0, b = 0, c = 0, d = 0, e = 0 } = numbers;
  return { op, unit, flags: flags & 0xffff, a: a >>> 0, b: b >>> 0, c: c >>> 0, d: d >>> 0, e: e >>> 0 };
}

/** The same record with the call on another task. */
export function onTask(record: Rec, task: number): Rec {
  return { ...record, unit: (record.unit & 7) | (task << 4) };
}
