// SPDX-License-Identifier: GPL-2.0
import { dirname, resolve } from "node:path";
import type { ExecResult, HostFile, Kernel, Snapshot } from "../../kernel/kernel.js";
import { type CommandPlace, execShell, recordCommand } from "../run/command.js";
import { runEnvironment } from "../run/command-environment.js";
import { scopeOf, scopesOf } from "./command-scope.js";
import { FileLook, keepWritten, rewrite, type SeenFiles } from "./host-files.js";
import { ownFiles, type WrittenFile } from "./own-files.js";
import { asksForRun, isReplayable } from "./replayable.js";
import type { StoredCommands } from "./stored-commands.js";

/** What a command did. */
export interface DoneCommand {
  /** Of its files, only those that it wrote if it was not really run. */
  readonly result: ExecResult;
  /** Files that it read or looked at, as they were. */
  readonly read: SeenFiles;
  /** What it left on the host; undefined if that is not ours to repeat, or nobody knows. */
  readonly written: readonly WrittenFile[] | undefined;
}

/** A command that need not be run to be had again. */
export interface KnownCommand extends DoneCommand {
  readonly written: readonly WrittenFile[];
  /** What it asked of the instance, and was told. */
  readonly tape: Uint8Array;
}

/** Of one command: it may be needed in different states of the kernel and of its own files. */
const MAX_VARIANTS = 32;

/**
 * Runs commands on a kernel, or does without: a command that is known and would find the files of
 * the host as it found them does the same again, as long as the instance answers as it did. It is
 * asked, by the command's own calls; when one answer is another, all goes back to before them, and in
 * the end the command is run. So it makes no difference for what state of the kernel a command is
 * known, or for which kernel.
 */
export class KnownCommands {
  readonly #kernel: Kernel;
  readonly #isCaching: boolean;
  readonly #stored: StoredCommands | undefined;
  /** The one that was of use last comes first. */
  readonly #known = new Map<string, KnownCommand[]>();

  /**
   * @param isCaching  false: all commands are run
   * @param stored     what other processes know, if that is wanted
   * @param look       at the files that commands have used
   */
  constructor(
    kernel: Kernel,
    isCaching: boolean,
    stored?: StoredCommands,
    readonly look = new FileLook(0),
  ) {
    this.#kernel = kernel;
    this.#isCaching = isCaching;
    this.#stored = stored;
  }

  /**
   * @param text    for `sh -c`, in the folder of the place's script
   * @param before  the state of the kernel as it is now, if there is a snapshot of it already
   */
  run(place: CommandPlace, text: string, before?: Snapshot): DoneCommand & { readonly wasKnown: boolean } {
    const keys = this.#isCaching ? keysOf(place, text) : [];
    const known =
      this.#replay(keys, before) ?? (this.#hasNews(keys) ? this.#replay(keys, before) : undefined);
    if (known !== undefined) {
      rewrite(known.written);
      recordCommand(place, text, known.result);
      return { ...known, wasKnown: true };
    }
    const start: Start = { startMs: Date.now(), own: ownFiles.stamps() };
    ownFiles.settle();
    const result = execShell(place, text);
    this.look.forget();
    const done = this.#describe(result, start);
    this.#remember(place, text, done, start);
    return { ...done, wasKnown: false };
  }

  /** Undefined: the kernel is as it was. */
  #replay(keys: readonly Keys[], before: Snapshot | undefined): KnownCommand | undefined {
    const lists = this.#variants(keys.flatMap(({ always, thisRun }) => [always, thisRun]));
    const candidates = lists.flat().filter(({ read }) => this.look.areUnchanged(read));
    if (candidates.length === 0) return undefined;
    const state = before ?? this.#kernel.snapshot();
    const index = this.#kernel.replay(candidates.map(({ tape }) => tape));
    const found = index === undefined ? undefined : candidates[index];
    if (found === undefined) this.#kernel.restore(state);
    else for (const list of lists) moveToFront(list, found);
    if (before === undefined) state.release();
    return found;
  }

  /** What is known under each of some keys. */
  #variants(keys: readonly string[]): readonly KnownCommand[][] {
    const missing = keys.filter((key) => !this.#known.has(key));
    const stored = missing.length === 0 ? [] : this.#stored?.load(missing, this.look);
    for (const [index, key] of missing.entries()) this.#known.set(key, [...(stored?.[index] ?? [])]);
    return keys.map((key) => this.#known.get(key) ?? []);
  }

  /** Whether other processes have run commands meanwhile, so that some of these keys may be of use. */
  #hasNews(keys: readonly Keys[]): boolean {
    if (!this.#isCaching || this.#stored?.hasNews() !== true) return false;
    for (const key of keys.flatMap(({ always, thisRun }) => [always, thisRun]))
      if (this.#known.get(key)?.length === 0) this.#known.delete(key);
    return true;
  }

  #remember(place: CommandPlace, text: string, { result, read, written }: DoneCommand, start: Start): void {
    const { tape, hostFiles = [], stdout, stderr } = result;
    if (!this.#isCaching || tape === undefined || written === undefined) return;
    const { startMs, own: knownBefore } = start;
    if (!isReplayable({ text, stdout, stderr, hostFiles, written, startMs, knownBefore })) return;
    const own = hostFiles.filter((file) => file.written);
    const known = { result: { ...result, hostFiles: own }, read, written, tape };
    const folder = folderOf(place);
    const keys = keysIn(scopeOf({ text, folder, stdout, stderr, tape, hostFiles, written }), place, text);
    const key = asksForRun({ text, hostFiles }) ? keys.thisRun : keys.always;
    const [variants = []] = this.#variants([key]);
    variants.unshift(known);
    variants.splice(MAX_VARIANTS);
    this.#stored?.save(key, known, hostFiles, startMs);
  }

  /** Real time may have stopped a command anywhere: another time it could come further. */
  #describe(result: ExecResult, start: Start): DoneCommand {
    const files: readonly HostFile[] | undefined = result.timedOut ? undefined : result.hostFiles;
    return {
      result,
      read: this.look.see(files ?? [], start.own),
      written: files === undefined ? undefined : keepWritten(files),
    };
  }
}

/** What there was when a command started. */
interface Start {
  /** Date.now() */
  readonly startMs: number;
  /** Stamps of the files of this process. */
  readonly own: ReadonlyMap<string, string>;
}

/** What a command is known under, in some set of folders. */
interface Keys {
  /** If it does not ask for what it is told of the run: most do not. */
  readonly always: string;
  /** If it does. */
  readonly thisRun: string;
}

function keysOf(place: CommandPlace, text: string): readonly Keys[] {
  return scopesOf(folderOf(place)).map((scope) => keysIn(scope, place, text));
}

function keysIn(scope: string, { config }: CommandPlace, text: string): Keys {
  return {
    always: JSON.stringify([scope, text]),
    thisRun: JSON.stringify([scope, text, runEnvironment(config)]),
  };
}

function folderOf({ file }: CommandPlace): string {
  return dirname(resolve(file));
}

function moveToFront<T>(items: T[], item: T): void {
  const index = items.indexOf(item);
  if (index > 0) items.unshift(...items.splice(index, 1));
}
