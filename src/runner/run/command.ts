// SPDX-License-Identifier: GPL-2.0
import { dirname, resolve } from "node:path";
import type { Span } from "../../dsl/ast.js";
import type { ExecResult, Kernel } from "../../kernel/kernel.js";
import { WRITERS_LOCK } from "../../kernel/writers.js";
import type { RunConfig } from "../config/config.js";
import { ownPath } from "../setup/own-files.js";
import type { TraceRecorder } from "../trace/recorder.js";
import { commandEnvironment, runEnvironment } from "./command-environment.js";
import { Mismatch } from "./problems.js";

/** What a command runs in. */
export interface CommandPlace {
  readonly kernel: Kernel;
  readonly trace: TraceRecorder;
  readonly config: RunConfig;
  /** The script's path: commands run in its folder. */
  readonly file: string;
  /** Real time, in ms. */
  readonly timeoutMs: number;
}

const PID = String(process.pid);

/**
 * Where programs of iproute2 keep what they showed last: counters of an instance are nobody else's.
 * They make one file for each user otherwise.
 */
const HISTORIES = {
  NSTAT_HISTORY: ownPath("nstat"),
  IFSTAT_HISTORY: ownPath("ifstat"),
  RTACCT_HISTORY: ownPath("rtacct"),
};

/** Runs a back-quoted command on the instance, with `sh -c` in the script's folder, however it ends. */
export function execShell(place: CommandPlace, text: string): ExecResult {
  const { kernel, config, file, timeoutMs } = place;
  const result = kernel.exec({
    argv: ["/bin/sh", "-c", withParent(text)],
    env: { ...HISTORIES, ...commandEnvironment(), ...runEnvironment(config), PACKETDRILL_PID: PID },
    cwd: dirname(resolve(file)),
    timeoutMs,
    writersLock: WRITERS_LOCK,
  });
  recordCommand(place, text, result);
  return result;
}

/** What a command did goes into the Trace. */
export function recordCommand({ kernel, trace }: CommandPlace, text: string, result: ExecResult): void {
  const { status, stdout, stderr } = result;
  trace.record(kernel.now(), { type: "command", text, status, stdout, stderr });
}

/** @throws {Mismatch} run/command if a command did not end with status 0 */
export function checkStatus({ timeoutMs }: CommandPlace, result: ExecResult, span: Span): void {
  const { status, stdout, stderr, timedOut } = result;
  if (status === 0 && !timedOut) return;
  const what = timedOut ? `was stopped after ${timeoutMs / 1000} s` : `ended with status ${status}`;
  const lines = [...tail(stdout), ...tail(stderr)].map((message) => ({ message }));
  throw new Mismatch("run/command", span, `the command ${what}`, lines);
}

/**
 * packetdrill is the parent of the shell: scripts name a file by ${PPID} that helpers name by
 * PACKETDRILL_PID. Here the shell's parent supervises it, so both names are given one value.
 */
function withParent(text: string): string {
  return text.replace(/\$(?:PPID\b|\{PPID\})/g, PID);
}

const SHOWN_LINES = 10;

function tail(text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-SHOWN_LINES);
}
