// SPDX-License-Identifier: GPL-2.0
/** The script language: parsing and checking, without a kernel. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { load } from "../dist/dsl/index.js";
import { mixedScript } from "./language-script.mjs";
import { time } from "./measure.mjs";
import { root } from "./place.mjs";

const SEED = 1;
const LINES = 10_000;
const PER_SECOND = 100_000;
const KERNEL_SCRIPTS = join(root, "build/kernel-source/tools/testing/selftests/net/packetdrill");

/** @typedef {import("./measure.mjs").Figure} Figure */

/** @returns {Figure[]} */
export function measureLanguage() {
  const mixed = { path: "mixed.pkt", text: mixedScript(LINES, SEED) };
  return [
    eventsPerSecond(`reading and checking ${LINES} mixed lines, events`, [mixed]),
    ...kernelScripts(),
    {
      name: `${LINES} mixed lines, first script of a process`,
      unit: "s",
      samples: Array.from({ length: 11 }, () => inFreshProcess(LINES).seconds),
    },
    {
      name: `${LINES} mixed lines, when the code is warm`,
      unit: "s",
      samples: time(30, () => load(mixed.text, mixed.path)),
      target: 0.2,
    },
    memory(),
  ];
}

/** @returns {Figure[]} */
function kernelScripts() {
  if (!existsSync(KERNEL_SCRIPTS)) return [];
  const names = readdirSync(KERNEL_SCRIPTS).filter((name) => name.endsWith(".pkt"));
  const texts = names.map((name) => ({ path: name, text: readFileSync(join(KERNEL_SCRIPTS, name)) }));
  return [eventsPerSecond(`reading and checking the kernel's ${names.length} scripts, events`, texts)];
}

/**
 * @param {string} name
 * @param {readonly { readonly path: string, readonly text: string | Uint8Array }[]} scripts
 * @returns {Figure}
 */
function eventsPerSecond(name, scripts) {
  let events = 0;
  const action = () => {
    events = 0;
    for (const { path, text } of scripts) events += load(text, path).script.events.length;
  };
  time(20, action);
  const samples = time(50, action).map((seconds) => events / seconds);
  return { name, unit: "1/s", samples, target: PER_SECOND };
}

/**
 * Bytes that a script takes once it is read: what a line of a long one costs, in those of a short
 * one. 1 is linear.
 * @returns {Figure}
 */
function memory() {
  const samples = Array.from({ length: 3 }, () => {
    const short = inFreshProcess(LINES);
    const long = inFreshProcess(10 * LINES);
    return long.bytes / long.lines / (short.bytes / short.lines);
  });
  return { name: `memory of a line, of ${10 * LINES} ÷ of ${LINES}`, unit: "×", samples, target: 1.2 };
}

/**
 * @param {number} lines
 * @returns {{ seconds: number, bytes: number, lines: number }}
 */
function inFreshProcess(lines) {
  const program = fileURLToPath(new URL("language-once.mjs", import.meta.url));
  return JSON.parse(
    execFileSync(process.execPath, ["--expose-gc", program, String(lines), String(SEED)], {
      encoding: "utf8",
    }),
  );
}
