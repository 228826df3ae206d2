// SPDX-License-Identifier: GPL-2.0
import type { Mutant } from "./patch.mjs";

/** The kernel's tree with one mutant at a time in it. */
export declare class MutantTree {
  /** The folder to build from. */
  readonly path: string;
  constructor(source: string, path: string);
  apply(mutant: Pick<Mutant, "name" | "diff" | "files">): void;
  restore(): void;
}
