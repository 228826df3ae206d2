// SPDX-License-Identifier: GPL-2.0
import type { Colours } from "../colours.js";
import { type Change, changes } from "./changes.js";

/** Unchanged lines around a change. */
const CONTEXT = 3;

/** The differences of two texts in the unified format of diff(1); nothing if there are none. */
export function lineDiff(path: string, before: string, after: string, colours: Colours): string {
  if (before === after) return "";
  const [old, now] = [linesOf(before), linesOf(after)];
  const hunks = hunksOf(changes(old, now)).map((hunk) => showHunk(hunk, old, now, colours));
  return [`--- ${path}`, `+++ ${path}`, ...hunks.flat()].map((line) => `${line}\n`).join("");
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : [...lines.slice(0, -1), `${lines.at(-1)} (no newline)`];
}

/** Changes so near to each other that what is around them touches. */
function hunksOf(all: readonly Change[]): readonly (readonly Change[])[] {
  const hunks: Change[][] = [];
  for (const change of all) {
    const last = hunks.at(-1)?.at(-1);
    if (last !== undefined && change.oldStart - last.oldEnd <= 2 * CONTEXT) hunks.at(-1)?.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function showHunk(
  hunk: readonly Change[],
  old: readonly string[],
  now: readonly string[],
  colours: Colours,
): readonly string[] {
  const [first, last] = [hunk[0], hunk.at(-1)];
  if (first === undefined || last === undefined) return [];
  const before = Math.min(CONTEXT, first.oldStart);
  const after = Math.min(CONTEXT, old.length - last.oldEnd);
  const body: string[] = [];
  let at = first.oldStart - before;
  for (const { oldStart, oldEnd, newStart, newEnd } of hunk) {
    body.push(...old.slice(at, oldStart).map((line) => ` ${line}`));
    body.push(...old.slice(oldStart, oldEnd).map((line) => colours.error(`-${line}`)));
    body.push(...now.slice(newStart, newEnd).map((line) => colours.good(`+${line}`)));
    at = oldEnd;
  }
  body.push(...old.slice(at, at + after).map((line) => ` ${line}`));
  const range = (start: number, end: number): string =>
    `${end + after - start + before === 0 ? start : start - before + 1},${end + after - start + before}`;
  const title = `@@ -${range(first.oldStart, last.oldEnd)} +${range(first.newStart, last.newEnd)} @@`;
  return [colours.aside(title), ...body];
}
