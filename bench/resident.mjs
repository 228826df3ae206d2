// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";

/**
 * Bytes of memory that a process has now, or had at most.
 * @param {number | "self"} pid
 * @param {"VmRSS" | "VmHWM"} field  of /proc/PID/status
 */
export function residentBytes(pid = "self", field = "VmRSS") {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(
    readFileSync(`/proc/${pid}/status`, "utf8"),
  )?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has no ${field}`);
  return Number(kilobytes) * 1024;
}
