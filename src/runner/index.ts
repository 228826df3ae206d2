// SPDX-License-Identifier: GPL-2.0
/**
 * Running scripts on a kernel.
 *
 *   load        script file + variant ▸ a Script that is checked, and its RunConfig
 *   config/     packetdrill's options, the variants, what holds for a run
 *   setup/      device, addresses and routes; the init command; snapshots of both, for this run and later ones
 *   run/        one script on one kernel: the event loop, the clock, packets, commands, code
 *   syscalls/   one system call a file: schema, marshalling, check
 *   check/      what is wrong with a script, without a kernel
 *   code/       `%{ }%` blocks
 *   coverage/   which basic blocks of the kernel ran, as text
 *   timing/     when an event is due, and how far off it may be
 *   trace/      what happened, in order; everything below reads it
 *   strict/     what --strict finds in a Trace: packets that nobody expected, warnings of the kernel
 *   report/     a Trace in words and as a capture; the report of a test
 *   program/    a program of the host on an instance, after a script if that is wanted
 *   pool/       worker processes, and the executor that runs tests in each of them
 *   packet-names   names in packets that a variant does not know
 *   constants, struct, memory, descriptors, associations   the kernel's user interface as numbers and bytes
 *
 * May import: inject, dsl, kernel. Nothing here writes to the terminal.
 */
export { type RunConfig, resolveConfig } from "./config/config.js";
export { selectVariants } from "./config/select.js";
export { VARIANTS, type Variant, type VariantName } from "./config/variant.js";
export { Constants, ConstantsError } from "./constants.js";
export { ScriptLoader } from "./load.js";
export { TestExecutor } from "./pool/executor.js";
export type { TestRequest, WorkerOptions } from "./pool/messages.js";
export { PoolError, runTests } from "./pool/pool.js";
export { lineOf, messageOf, type TestId, type TestReport, type TraceLine } from "./report/report.js";
export type { RunOutcome, RunProblem, Verdict } from "./run/outcome.js";
export { runScript } from "./run/run-script.js";
export type { Limits } from "./run/state.js";
export { Prologues } from "./setup/prologue.js";
export { nearest } from "./suggest.js";
export type { Trace, TraceEvent } from "./trace/trace.js";
