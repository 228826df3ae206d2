// SPDX-License-Identifier: GPL-2.0
import type { DueTime } from "../timing/schedule.js";
import { verifyTime } from "../timing/verify.js";
import { Mismatch } from "./problems.js";
import type { RunState } from "./state.js";

/**
 * Compares the time at which something happened with the script's, and notes how far off it is.
 * @throws {Mismatch} run/time
 */
export function checkTime(
  state: RunState,
  due: DueTime,
  actualNs: number,
  previousNs: number | undefined,
  what: string,
): void {
  const check = { what, due, actualNs, previousNs, tolerance: state.config.tolerance };
  const { offNs, toleranceNs, message } = verifyTime(check);
  if (offNs !== 0) state.trace.record(state.startNs + actualNs, { type: "timing", what, offNs, toleranceNs });
  if (message !== undefined) throw new Mismatch("run/time", state.span, message);
}
