// SPDX-License-Identifier: GPL-2.0
/**
 * Property-based testing of the stack: programs of system calls, packets and time, run by the thousand.
 *
 *   program/   a program as data and as bytes; tables of options, sysctls, files. native/fuzz/ runs it
 *   model/     what a generator knows of sockets and connections; choices
 *   commands/  what programs are made of, a kind a file
 *   generate/  programs as an Arbitrary of fast-check; scenes: rows of records that belong together
 *   rig/       a kernel that runs programs, each from the state in which a script begins
 *   history/   what happened in a run, as rules read it: calls, packets, connections with relative numbers
 *   oracles/   the rules, one a file
 *   known/     bugs that are no findings
 *   shrink/    simpler programs
 *   corpus/    programs worth keeping, in a folder
 *   campaign/  the loop: make a program, run it, judge it, keep it
 *   report/    a campaign as a page
 *   findings/  a finding as script, capture and log
 *
 * What it exports is "ktest/fuzz", for properties of one's own: docs/fuzz.md#properties-of-your-own.
 *
 * May import: runner, inject, dsl, kernel.
 */
export { default as fc } from "fast-check";
export { rec } from "./commands/command.js";
export { CHUNK, chunk } from "./commands/sctp/chunk.js";
export { OPTION, segment, TCP } from "./commands/tcp/segment.js";
export { type ProgramConstraints, programs } from "./generate/program.js";
export type { History, Observation } from "./history/history.js";
export { judge } from "./oracles/index.js";
export type { Violation } from "./oracles/oracle.js";
export { OP, PROTOCOLS, type Protocol } from "./program/operations.js";
export { decodeProgram, encodeProgram, type Program, type Rec } from "./program/program.js";
export { kernel, type Rig } from "./rig/rig.js";
