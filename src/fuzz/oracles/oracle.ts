// SPDX-License-Identifier: GPL-2.0
import type { History } from "../history/history.js";
import type { Connection } from "../history/tcp.js";

/** What is wrong with a run. */
export interface Violation {
  readonly oracle: string;
  /** One line, with the numbers. */
  readonly message: string;
  /** Index of the observation at which it shows. */
  readonly index: number;
  /** What findings of the same cause have in common: no numbers. */
  readonly cause: string;
}

/** Whether a violation is of a known bug, and not to be told. */
export type IsKnown = (violation: Violation) => boolean;

/** A rule for runs; a file each. */
export interface Oracle {
  readonly name: string;
  /** Where the rule stands: section of an RFC, file of the kernel. */
  readonly source: string;
  /**
   * @param connections  the TCP connections of the history
   * @param isKnown      for rules that can go on behind what is known
   */
  judge(history: History, connections: readonly Connection[], isKnown: IsKnown): Violation | undefined;
}

/** The first violation that a rule for single TCP connections finds. */
export function eachConnection(
  judge: (connection: Connection, history: History) => Violation | undefined,
): Oracle["judge"] {
  return (history, connections) => {
    for (const connection of connections) {
      const violation = judge(connection, history);
      if (violation !== undefined) return violation;
    }
    return undefined;
  };
}
