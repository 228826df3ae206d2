// SPDX-License-Identifier: GPL-2.0
/**
 * How long a process takes that has run no script before, in s: loading and boot are not part of it.
 *
 *	node bench/first-run.mjs CACHE
 *
 * CACHE is the folder for snapshots of prologues.
 */
import { makeExecutor, runAll } from "./kernel-scripts.mjs";
import { time } from "./measure.mjs";

const executor = makeExecutor(process.argv[2]);
const [seconds] = time(1, () => runAll(executor));
executor.close();
process.stdout.write(`${seconds}\n`);
