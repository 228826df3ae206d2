// SPDX-License-Identifier: GPL-2.0
import { COMPLAINT, REMARK } from "../../runner/strict/kernel-warnings.js";
import type { Observation } from "../history/history.js";
import type { Oracle, Violation } from "./oracle.js";

/** KERN_CRIT, include/linux/kern_levels.h. */
export const CRITICAL = 2;
/** Numbers, addresses, and what a kernel built otherwise has at other places. */
export const VARYING = /0x[0-9a-f]+|\b[0-9a-f]{8,}\b|\d+|\+.*$/g;

function isComplaint(observation: Observation): boolean {
  if (observation.type !== "log") return false;
  const { level, text } = observation;
  return COMPLAINT.test(text) || (level <= CRITICAL && !REMARK.test(text));
}

/** The kernel has no complaint and lives. */
export const kernelMessage: Oracle = {
  name: "kernel-message",
  source: "include/asm-generic/bug.h, lib/refcount.c, mm/kasan/report.c",
  judge: ({ observations }, isKnown) => {
    let knownNs: number | undefined;
    for (const [index, observation] of observations.entries()) {
      if (!isComplaint(observation) && observation.type !== "died") continue;
      // What is said at the same time belongs to it: a backtrace, a panic.
      if (observation.timeNs === knownNs) continue;
      const text =
        observation.type === "log" ? observation.text : observation.type === "died" ? observation.reason : "";
      const violation: Violation = {
        oracle: "kernel-message",
        message: `the kernel says: ${text}`,
        index,
        cause: text.replace(VARYING, "#"),
      };
      if (!isKnown(violation)) return violation;
      knownNs = observation.timeNs;
    }
    return undefined;
  },
};
