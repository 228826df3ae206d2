// SPDX-License-Identifier: GPL-2.0
import { type DccpConnection, dccpConnections } from "../history/dccp.js";
import type { History } from "../history/history.js";
import { type Session, sessionsOf } from "../history/mptcp.js";
import { type Association, associationsOf } from "../history/sctp.js";
import { answeredConnections, type Connection, connectionsOf } from "../history/tcp.js";

/**
 * What should have been, as far as a rule knows: a script expects it, and fails for its absence. A packet that
 * should not have been needs nothing.
 */
export interface Instead {
  /** What the call should have returned. */
  readonly ret?: number;
  /** Where in its stream the data is from that the call should have read, or the packet carried. */
  readonly position?: number;
  /** The packet has these words in the place of those. */
  readonly words?: readonly [RegExp, string];
  /** Index of a packet that should have been sent again, at any time. */
  readonly again?: number;
  /** An event in the words of scripts, without its time: a packet, a command, code. */
  readonly event?: string;
  /** Until when the event should have been, in ns or at any time; at the violation if absent. */
  readonly until?: number;
  /** A command that goes before the script, for what a later one compares. */
  readonly before?: string;
  /** What another run has done, whose observation at this index should have been this one's. */
  readonly twin?: { readonly history: History; readonly index: number };
  /** What the program does without packets that have to be ignored: with them it should have done the same. */
  readonly without?: History;
}

/** What is wrong with a run. */
export interface Violation {
  readonly oracle: string;
  /** One line, with the numbers. */
  readonly message: string;
  /** Index of the observation at which it shows. */
  readonly index: number;
  /** What findings of the same cause have in common: no numbers. */
  readonly cause: string;
  readonly instead?: Instead;
}

/** Whether a violation is of a known bug, and not to be told. */
export type IsKnown = (violation: Violation) => boolean;

/** A rule for runs; a file each. */
export interface Oracle {
  readonly name: string;
  /** Where the rule stands: section of an RFC, file of the kernel. */
  readonly source: string;
  /** It holds only as long as no allocation fails. */
  readonly needsMemory?: boolean;
  /** @param isKnown  for rules that can go on behind what is known */
  judge(history: History, isKnown: IsKnown): Violation | undefined;
}

type Judge = (history: History) => Violation | undefined;

/** The first violation that a rule for a part of a history finds, such as a connection. */
function each<Part>(
  partsOf: (history: History) => readonly Part[],
  judge: (part: Part, history: History) => Violation | undefined,
): Judge {
  return (history) => {
    for (const part of partsOf(history)) {
      const violation = judge(part, history);
      if (violation !== undefined) return violation;
    }
    return undefined;
  };
}

type JudgeConnection = (connection: Connection, history: History) => Violation | undefined;

/** A rule for single TCP connections. */
export function eachConnection(judge: JudgeConnection): Judge {
  return each(answeredConnections, judge);
}

/** The same for those, too, that the kernel opens and the peer has not answered by a SYN. */
export function eachAttempt(judge: JudgeConnection): Judge {
  return each(connectionsOf, judge);
}

/** A rule for single DCCP connections. */
export function eachDccpConnection(
  judge: (connection: DccpConnection, history: History) => Violation | undefined,
): Judge {
  return each(dccpConnections, judge);
}

/** A rule for single SCTP associations. */
export function eachAssociation(
  judge: (association: Association, history: History) => Violation | undefined,
): Judge {
  return each(associationsOf, judge);
}

/** A rule for single connections of MPTCP. */
export function eachSession(judge: (session: Session, history: History) => Violation | undefined): Judge {
  return each(sessionsOf, judge);
}
