// SPDX-License-Identifier: GPL-2.0
import { PROTOCOLS } from "../program/operations.js";
import type { KnownBug } from "./known-bugs.js";

/**
 * Reads a list of known bugs: a line each, PROTOCOL ORACLE CAUSE, where the cause is the rest of the line. Lines that
 * begin with # say what the bugs below them are; empty lines end that.
 * @throws {SyntaxError} with the number of the line that is none
 */
export function readKnownBugs(text: string): readonly KnownBug[] {
  const bugs: KnownBug[] = [];
  let remarks: string[] = [];
  let isRemark = false;
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "") {
      remarks = [];
      continue;
    }
    if (line.startsWith("#")) {
      if (!isRemark) remarks = [];
      remarks.push(line.slice(1).trim());
      isRemark = true;
      continue;
    }
    isRemark = false;
    const [, word, oracle, cause] = /^(\S+)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
    const protocol = PROTOCOLS.find((name) => name === word);
    if (protocol === undefined || oracle === undefined || cause === undefined)
      throw new SyntaxError(`line ${index + 1} is no PROTOCOL ORACLE CAUSE: ${line}`);
    bugs.push({ protocol, oracle, cause, what: remarks.join(" ") });
  }
  return bugs;
}

/** The line of such a list. */
export function knownLine({ protocol, oracle, cause }: Omit<KnownBug, "what">): string {
  return `${protocol} ${oracle} ${cause}`;
}
