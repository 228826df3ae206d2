// SPDX-License-Identifier: GPL-2.0
import type { History } from "../history/history.js";

/** Tells programs that do something new, which are worth keeping, from others. */
export interface Feedback {
  /** How many different things were seen. */
  readonly count: number;

  /** What runs from now on is a program that is to be taken in; what ran before is forgotten. */
  begin(): void;

  /** Takes in what has run since {@link begin}; returns how much of it was new. */
  add(history: History): number;
}
