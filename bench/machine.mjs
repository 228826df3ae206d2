// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";

/** What a reader needs to know of the machine, and nothing that tells whose it is. */
export function describeMachine() {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: /PRETTY_NAME="(.*)"/.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "unknown",
    kernel: /^[\d.]+/.exec(release())?.[0] ?? "unknown",
    node: process.version,
    /** Processes that wanted to run in the minute before: above the number of cores, times are too long. */
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** @typedef {ReturnType<typeof describeMachine>} Machine */

/** @param {Machine} machine */
export function machineLine({ cpu, cores, memoryGiB, system, kernel, node, load }) {
  return `${cores} × ${cpu}, ${memoryGiB} GiB, ${system}, Linux ${kernel}, Node ${node}, load ${load}`;
}
