// SPDX-License-Identifier: GPL-2.0
import { OP } from "../program/operations.js";
import type { History } from "./history.js";

const WAIT_ALL = 0x100;

/**
 * Whether a call that waits for more may have taken what others miss, and says so only in the end: MSG_WAITALL,
 * SO_RCVLOWAT. Without them a call takes nothing before it returns.
 */
export function holdsBack({ program, observations }: History): boolean {
  const hasOptions = program.records.some(({ op }) => op === OP.setOption);
  return observations.some(
    (seen) =>
      seen.type === "blocked" &&
      seen.rec.op === OP.receive &&
      (hasOptions || (seen.rec.flags & WAIT_ALL) !== 0),
  );
}
