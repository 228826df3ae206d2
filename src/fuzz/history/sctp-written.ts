// SPDX-License-Identifier: GPL-2.0
import { OP, UNITS } from "../program/operations.js";
import { callUnit, isDisconnect, opensSecond } from "./call-unit.js";
import { type History, onceEach } from "./history.js";

/** A message that a call has taken: the pattern from a position on. */
export interface Written {
  readonly position: number;
  /** In bytes. */
  readonly length: number;
}

/**
 * The messages that calls have taken for each association, in the order of the calls. Undefined if that is not known of
 * one: a call that waits has perhaps taken a message already, and one that has waited may be on a socket that is
 * another's by now; and so is a socket that was connected twice.
 */
export const writtenMessages = onceEach(findWritten);

function findWritten({ observations }: History): ReadonlyMap<number, readonly Written[]> | undefined {
  const written = new Map<number, Written[]>();
  const units = new Map<number, number>();
  const positions = new Map<number, number>();
  for (const observation of observations) {
    if (observation.type === "blocked") return undefined;
    if (observation.type !== "call") continue;
    const { rec, ret, fd } = observation;
    const before = units.get(fd);
    const connected = callUnit(observation, units);
    if (opensSecond(rec, before, connected)) return undefined;
    if ((rec.op === OP.socket || rec.op === OP.accept) && ret >= 0) positions.set(ret, 0);
    if (isDisconnect(rec) && ret === 0) positions.set(fd, 0);
    if (rec.op !== OP.send || ret <= 0) continue;
    const unit = rec.b > 0 ? (rec.b - 1) % UNITS : connected;
    if (unit === undefined) return undefined;
    const position = positions.get(fd) ?? 0;
    written.set(unit, [...(written.get(unit) ?? []), { position, length: ret }]);
    positions.set(fd, position + ret);
  }
  return written;
}
