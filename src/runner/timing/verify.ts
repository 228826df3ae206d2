// SPDX-License-Identifier: GPL-2.0
import type { DueTime } from "./schedule.js";
import { formatSeconds } from "./seconds.js";
import { type Tolerance, toleranceNs } from "./tolerance.js";

export interface TimeCheck {
  /** Such as "outbound packet"; for the message. */
  readonly what: string;
  readonly due: DueTime;
  /** When it happened, ns since the start of the script. */
  readonly actualNs: number;
  /** When the event before was due; undefined for the first one. */
  readonly previousNs: number | undefined;
  readonly tolerance: Tolerance;
}

/** What came of a check. `offNs`: by how much it was early (negative) or late. */
export interface TimeVerdict {
  readonly offNs: number;
  readonly toleranceNs: number;
  /** Absent if the time is right. */
  readonly message?: string;
}

/** Compares the time at which something happened with the time of the script. */
export function verifyTime(check: TimeCheck): TimeVerdict {
  const { due, actualNs, previousNs, tolerance } = check;
  const allowed = toleranceNs(tolerance, previousNs === undefined ? undefined : due.startNs - previousNs);
  const offNs = distance(due, actualNs);
  const verdict = { offNs, toleranceNs: allowed };
  return Math.abs(offNs) <= allowed ? verdict : { ...verdict, message: timingError(check, allowed, offNs) };
}

function distance(due: DueTime, actualNs: number): number {
  if (due.type === "any") return 0;
  if (actualNs < due.startNs) return actualNs - due.startNs;
  return Math.max(0, actualNs - (due.type === "range" ? due.endNs : due.startNs));
}

function timingError({ what, due, actualNs }: TimeCheck, allowedNs: number, offNs: number): string {
  const off = `${formatSeconds(Math.abs(offNs))} sec ${offNs < 0 ? "early" : "late"}`;
  const tail = `${off}; tolerance ${formatSeconds(allowedNs)} sec`;
  if (due.type !== "range")
    return (
      `timing error: expected ${what} at ${formatSeconds(due.startNs)} sec ` +
      `but happened at ${formatSeconds(actualNs)} sec, ${tail}`
    );
  const relative = due.originNs === 0 ? "" : "relative ";
  const sign = due.originNs === 0 ? "" : "+";
  const written = (ns: number): string => `${sign}${formatSeconds(ns - due.originNs)}`;
  return (
    `timing error: expected ${what} in ${relative}time range ${written(due.startNs)}~${written(due.endNs)} sec ` +
    `but happened at ${written(actualNs)} sec, ${tail}`
  );
}
