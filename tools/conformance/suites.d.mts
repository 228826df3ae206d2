// SPDX-License-Identifier: GPL-2.0
import type { Explains, Explanation } from "./compare.mjs";

/** A public suite, and what is known about its scripts. */
export interface Suite {
  readonly name: string;
  /** Heading of its part of the page. */
  readonly title: string;
  /** What the suite is, and how it was run. */
  readonly text: string;
  readonly explains: Explains;
  readonly explanations: readonly Explanation[];
}

export declare const SUITES: readonly Suite[];
