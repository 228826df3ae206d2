// SPDX-License-Identifier: GPL-2.0
/**
 * Reads and checks one mixed script, the first and only one of this process, and prints how long
 * that took and what it takes in memory. Set up like the process of ktest check. Needs --expose-gc.
 *
 *	node --expose-gc bench/language-once.mjs LINES SEED
 */

import { load } from "../dist/dsl/index.js";
import { optimiseLate } from "../dist/start/optimiser.js";
import { mixedScript } from "./language-script.mjs";

optimiseLate();
const [, , lines = "", seed = ""] = process.argv;
const text = mixedScript(Number(lines), Number(seed));

function heap() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const before = heap();
const start = process.hrtime.bigint();
const { script, diagnostics } = load(text, "mixed.pkt");
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
if (diagnostics.length > 0) throw new Error(`a mistake in the script: ${diagnostics[0]?.message}`);
const bytes = heap() - before;
process.stdout.write(
  `${JSON.stringify({ seconds, bytes, lines: text.split("\n").length, events: script.events.length })}\n`,
);
