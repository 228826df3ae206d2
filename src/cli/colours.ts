// SPDX-License-Identifier: GPL-2.0
import picocolors from "picocolors";
import type { Paint } from "../dsl/index.js";

/** What text is painted for. */
export interface Colours extends Paint {
  readonly good: (text: string) => string;
}

/**
 * Colours for the terminal, or none.
 * @param wanted  false for --no-color; undefined: if the stream is a terminal and NO_COLOR is not set
 */
export function makeColours(
  wanted: boolean | undefined,
  stream: { readonly isTTY: boolean } = process.stdout,
): Colours {
  const hasNoColor = (process.env.NO_COLOR ?? "") !== "";
  const paint = picocolors.createColors(wanted ?? (stream.isTTY && !hasNoColor));
  return {
    place: paint.bold,
    error: (text) => paint.bold(paint.red(text)),
    warning: (text) => paint.bold(paint.yellow(text)),
    aside: paint.dim,
    good: paint.green,
  };
}
