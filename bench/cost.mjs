// SPDX-License-Identifier: GPL-2.0
/** What programs take. */
import { spawnSync } from "node:child_process";

/** @typedef {{ readonly wall: number, readonly cpu: number, readonly status: number }} Cost  in s */

/**
 * What a command and all its children take; bash counts.
 * @param {readonly string[]} command
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 * @returns {Cost}
 */
export function cost(command, options = {}) {
  const script = 'TIMEFORMAT="%3R %3U %3S"; time "$@" > /dev/null 2>&1';
  const done = spawnSync("bash", ["-c", script, "bash", ...command], { ...options, encoding: "utf8" });
  if (done.error !== undefined) throw done.error;
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = String(done.stderr)
    .trim()
    .split(" ")
    .map(Number);
  if (Number.isNaN(wall + user + system)) throw new Error(`no times of ${command[0]}: ${done.stderr}`);
  return { wall, cpu: user + system, status: done.status ?? 128 };
}
