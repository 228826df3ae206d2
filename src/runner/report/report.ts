// SPDX-License-Identifier: GPL-2.0
import type { VariantName } from "../config/variant.js";
import type { RunProblem, Verdict } from "../run/outcome.js";

/** A script in one of its variants. */
export interface TestId {
  /** Path of the script: as the user gave it, or below a folder that the user gave. */
  readonly script: string;
  readonly variant: VariantName;
}

/** An event of a Trace in words. */
export interface TraceLine {
  /** Virtual time since the start of the script, in ns; negative before that. */
  readonly ns: number;
  /** Of the script; 0 before its first one. */
  readonly line: number;
  /** In script notation. */
  readonly text: string;
  /** The same without what the kernel chooses at random, if there may be some: for comparisons. */
  readonly compared?: string;
  /** What a code block got to see: variables and their values. */
  readonly values?: Readonly<Record<string, string>>;
}

/** A file of the host as a test found it. */
export interface UsedFile {
  /** Absolute. */
  readonly path: string;
  /** False: it was only looked at. */
  readonly opened: boolean;
  /** Of quickStamp() */
  readonly stamp: string;
}

/** What is told about a test: plain data, which a worker sends to the process that reports. */
export interface TestReport extends TestId {
  readonly verdict: Verdict;
  /** Why it is no pass. */
  readonly problems: readonly RunProblem[];
  readonly warnings: readonly RunProblem[];
  /** What the kernel said; only for tests that did not pass, or on request. */
  readonly kernelLog: readonly string[];
  /** The last events of the Trace in script notation; only for tests that did not pass. */
  readonly lastEvents: readonly string[];
  /** All events of the Trace; only on request. */
  readonly log?: readonly string[];
  /** The same for a comparison with another kernel; only on request. */
  readonly trace?: readonly TraceLine[];
  /** Files of the host that the test has used; only on request. */
  readonly files?: readonly UsedFile[];
  /** Which of the library's basic blocks ran, for readBlocks(); only on request. */
  readonly blocks?: string;
  /** Virtual time that the script took, in ns. */
  readonly virtualNs: number;
  /** Real time that the test took, in µs. */
  readonly wallUs: number;
}

/** The line of the script in which the event begins that a report is about; 0 if there is none. */
export function lineOf({ problems: [problem] }: TestReport): number {
  return problem?.eventLine ?? problem?.diagnostic.span.line ?? 0;
}

/** The report in a line: empty for a pass. */
export function messageOf({ problems }: TestReport): string {
  return problems[0]?.diagnostic.message ?? "";
}
