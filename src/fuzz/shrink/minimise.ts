// SPDX-License-Identifier: GPL-2.0
import type { Program, Rec } from "../program/program.js";
import { smaller } from "./smaller.js";

/**
 * The simplest program found that still fails, and how many were tried.
 * @param fails    whether it fails for the same cause
 * @param limitMs  real time after which the best one so far is good enough
 */
export function minimise(
  program: Program,
  fails: (candidate: Program) => boolean,
  limitMs: number,
): { readonly program: Program; readonly tried: number } {
  const end = performance.now() + limitMs;
  let tried = 0;
  const test = (candidate: Program): boolean => {
    tried++;
    return fails(candidate);
  };
  let best = fewer(program, test, end);
  for (let changed = true; changed && performance.now() < end; ) {
    changed = false;
    for (const candidate of smaller(best)) {
      if (performance.now() > end) break;
      if (!test(candidate)) continue;
      best = candidate;
      changed = true;
      break;
    }
  }
  return { program: best, tried };
}

/** Leaves out runs of commands, longer ones first, from the end on; goes on where it was after a success. */
function fewer(program: Program, fails: (candidate: Program) => boolean, end: number): Program {
  let records: readonly Rec[] = program.records;
  for (let size = Math.ceil(records.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let from = records.length - size; from >= 0 && performance.now() < end; from -= size) {
      const left = [...records.slice(0, from), ...records.slice(from + size)];
      if (fails({ ...program, records: left })) records = left;
    }
  return { ...program, records };
}
