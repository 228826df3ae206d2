// SPDX-License-Identifier: GPL-2.0
/**
 * The command line.
 *
 *   program         commander, signals, exit codes
 *   commands/       one command a file, with its options
 *   packetdrill/    packetdrill's command line: ktest run --packetdrill …
 *   find-scripts    arguments ▸ scripts; kernel-source: where `kernel:PATH` points
 *   read-input      the text of scripts, also from standard input
 *   diff/           what changes between two texts, for ktest fmt --diff
 *   kernels/        builds of the library that have names: where they are, which is meant, making them
 *   coverage/       which lines of the kernel's source the tests reach: --coverage
 *   compare/        what is not the same on two kernels
 *   plan            scripts × variants ▸ tests, and the names of captures
 *   run-once        plans, runs and tells: ktest run, whatever chooses the tests; run-kernels: on which kernels
 *   session         what a run tells, and what it comes to
 *   shards/         a part of a run, its report, and all of them as one: --shard, --merge-reports
 *   progress/       how far a run is, on the last line of a terminal
 *   watch/          runs again what an edit touches: --watch
 *   in-order        reports in the order of the plan
 *   reporters/      consumers of the events of a run: for people, as JSON
 *   colours         what is painted how
 *
 * May import: runner, dsl (diagnostics), kernel (finding the library), start, tools/build-library.mjs
 * (building it). Nothing imports it. Values
 * come from single modules of those: the program starts without what only its workers need.
 */
export { findScripts } from "./find-scripts.js";
export { planTests } from "./plan.js";
export type { Reporter, RunEvent, RunSummary } from "./reporters/events.js";
export { jsonReporter } from "./reporters/json.js";
export { terminalReporter } from "./reporters/terminal.js";
