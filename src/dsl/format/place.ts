// SPDX-License-Identifier: GPL-2.0
import type { Source } from "../source.js";

const TAB = 8;

/** The column after a text, counted from 0, where tabs go to the next multiple of 8. */
export function width(text: string, from = 0): number {
  let column = from;
  for (const character of text) column = character === "\t" ? column + TAB - (column % TAB) : column + 1;
  return column;
}

/** What stands in front of an offset on its line. */
export function lineBefore({ text }: Source, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).replace("\uFEFF", "");
}

export function isBlank(text: string): boolean {
  return text.trim() === "";
}
