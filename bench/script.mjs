// SPDX-License-Identifier: GPL-2.0
/** A script of twenty events, typical.pkt, through the whole path in one process that is warm. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { measureShares } from "./cpu-share.mjs";
import { root } from "./place.mjs";

/** @typedef {import("./measure.mjs").Figure} Figure */

const PROGRAM = join(root, "bench/script-loop.mjs");
const BATCHES = 11;
const PROFILE_S = 5;
const SHARE = 0.25;
const PER_SECOND = 3000;

/** @returns {Promise<Figure[]>} */
export async function measureScript() {
  const lines = execFileSync(process.execPath, ["--expose-gc", PROGRAM, String(BATCHES)], {
    encoding: "utf8",
  }).split("\n");
  /** @type {import("./script-loop.mjs").Loop} */
  const { perSecond, perCpuSecond, grownBytes, runs } = JSON.parse(lines[1] ?? "");
  const what = "scripts of 20 events: restore, run, verdict";
  return [
    { name: what, unit: "1/s", samples: perSecond, target: PER_SECOND },
    { name: `${what}, of CPU time`, unit: "1/s", samples: perCpuSecond, target: PER_SECOND },
    {
      name: `growth of the process over ${runs.toLocaleString("en")} such scripts`,
      unit: "B",
      samples: [grownBytes],
    },
    ...(await shares()),
  ];
}

/** @returns {Promise<Figure[]>} */
async function shares() {
  const child = spawn(process.execPath, [PROGRAM, "0"], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  try {
    await Promise.race([once(child.stdout, "data"), ended.then(() => Promise.reject(new Error(PROGRAM)))]);
    return measureShares(
      "the 20-event script, warm",
      ["-p", String(child.pid), "--", "sleep", String(PROFILE_S)],
      SHARE,
    );
  } finally {
    child.kill("SIGKILL");
  }
}
