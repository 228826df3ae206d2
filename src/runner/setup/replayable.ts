// SPDX-License-Identifier: GPL-2.0
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { HostFile } from "../../kernel/kernel.js";
import { hasPid, type WrittenFile } from "./own-files.js";

/** Programs that say something else each time, or what no file of the host tells. */
const FICKLE_PROGRAMS = new Set(
  (
    "curl date df free git hostname ip6tables-save logger lsof mktemp nproc openssl pgrep pidof pkill ps shuf " +
    "ssh top uptime uuidgen vmstat w wget who"
  ).split(" "),
);

/** The shell's numbers of processes, clocks and dice; those of other languages. */
const FICKLE_TEXT =
  /\$\$|\b(?:BASHPID|S?RANDOM|EPOCH(?:SECONDS|REALTIME)|SECONDS)\b|%\([^)]*\)T|\bs?rand\s*\(|\bsystime\b|\bgetpid\b|^\s*(?:import|from)\b.*\b(?:time|random|datetime|uuid|secrets|socket)\b/m;

/** What is told of the run (command-environment.ts), by its names or with all of the environment. */
const RUN_TEXT =
  /\bOPT_[A-Z]|(?<![\w/])env\b|\bprintenv\b|\bgetenv\s*\(?\s*(?!["'(])|\benviron\b(?!\s*\[\s*["'])|\$\{!|^\s*(?:set|declare|typeset|export)(?:\s+-p)?\s*$|\b(?:declare|typeset|export)\s+-p\b/m;

/** Longer files are no scripts. */
const MAX_SCRIPT_BYTES = 256 << 10;

/** A command as it was run. */
export interface RunCommand {
  readonly text: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly hostFiles: readonly HostFile[];
  readonly written: readonly WrittenFile[];
  /** Date.now() when it started. */
  readonly startMs: number;
  /** The files that it wrote and of which is known what they were, by their paths. */
  readonly knownBefore: ReadonlyMap<string, string>;
}

/**
 * Whether a command would do the same if it were told the same. Not if it used the clock or chance,
 * as far as its text and the programs it started tell; if it changed a file of which nobody knows what it
 * was; or if the number of this process, which a command may put into names of files, shows anywhere else.
 */
export function isReplayable(command: RunCommand): boolean {
  const { text, stdout, stderr, hostFiles, written, startMs, knownBefore } = command;
  if (FICKLE_TEXT.test(text)) return false;
  if (hostFiles.some((file) => file.opened && !file.written && isFickle(file.path))) return false;
  const isKnown = (file: WrittenFile): boolean => knownBefore.has(file.path) || isNew(file, startMs);
  if (written.some((file) => !isKnown(file) || hasPid(file.content?.toString("latin1") ?? ""))) return false;
  return !hasPid(stdout) && !hasPid(stderr);
}

/** Whether a command may use what the environment tells of the run, as far as its text and its scripts tell. */
export function asksForRun(command: Pick<RunCommand, "text" | "hostFiles">): boolean {
  return anyText(RUN_TEXT, command);
}

/** Whether a pattern is in the text of a command, or in that of a script that it ran or read. */
export function anyText(
  pattern: RegExp,
  { text, hostFiles }: Pick<RunCommand, "text" | "hostFiles">,
): boolean {
  return (
    pattern.test(text) ||
    hostFiles.some(({ path, opened, written }) => opened && !written && pattern.test(scriptText(path)))
  );
}

function isFickle(path: string): boolean {
  return FICKLE_PROGRAMS.has(basename(path)) || FICKLE_TEXT.test(scriptText(path));
}

/** The text of a script; of other files nothing. */
function scriptText(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > MAX_SCRIPT_BYTES || isPartOfSystem(path)) return "";
    const bytes = readFileSync(path);
    return bytes.includes(0) ? "" : bytes.toString("latin1");
  } catch {
    return "";
  }
}

/** Text of the system, such as Python's own modules, mentions all sorts of things. */
function isPartOfSystem(path: string): boolean {
  return /^\/(?:bin|dev|etc|lib|lib64|proc|run|sbin|sys|usr)\/|\/(?:lib|libexec)\//.test(path);
}

function isNew({ path, content }: WrittenFile, startMs: number): boolean {
  if (content === undefined) return true;
  const stats = statSync(path, { throwIfNoEntry: false });
  // As coarse as the clock of file systems.
  return stats !== undefined && stats.birthtimeMs >= startMs - 20;
}
