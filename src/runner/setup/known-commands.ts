// SPDX-License-Identifier: GPL-2.0
import { dirname, resolve } from "node:path";
import type { ExecResult, HostFile, Kernel, Snapshot } from "../../kernel/kernel.js";
import { type CommandPlace, execShell, recordCommand } from "../run/command.js";
import { runEnvironment } from "../run/command-environment.js";
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
    const keys = keysOf(place, text);
    const known = this.#isCaching ? this.#replay(keys, before) : undefined;
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
    this.#remember(keys, text, done, start);
    return { ...done, wasKnown: false };
  }

  /** Undefined: the kernel is as it was. */
  #replay(keys: Keys, before: Snapshot | undefined): KnownCommand | undefined {
    const lists = [this.#variants(keys.always), this.#variants(keys.thisRun)];
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

  #variants(key: string): KnownCommand[] {
    const known = this.#known.get(key) ?? [...(this.#stored?.load(key, this.look) ?? [])];
    this.#known.set(key, known);
    return known;
  }

  #remember(keys: Keys, text: string, { result, read, written }: DoneCommand, start: Start): void {
    const { tape, hostFiles = [], stdout, stderr } = result;
    if (!this.#isCaching || tape === undefined || written === undefined) return;
    const { startMs, own: knownBefore } = start;
    if (!isReplayable({ text, stdout, stderr, hostFiles, written, startMs, knownBefore })) return;
    const own = hostFiles.filter((file) => file.written);
    const known = { result: { ...result, hostFiles: own }, read, written, tape };
    const key = asksForRun({ text, hostFiles }) ? keys.thisRun : keys.always;
    const variants = this.#variants(key);
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

/** What a command is known under. */
interface Keys {
  /** If it does not ask for what it is told of the run: most do not. */
  readonly always: string;
  /** If it does. */
  readonly thisRun: string;
}

function keysOf({ file, config }: CommandPlace, text: string): Keys {
  const folder = dirname(resolve(file));
  return {
    always: JSON.stringify([folder, text]),
    thisRun: JSON.stringify([folder, text, runEnvironment(config)]),
  };
}

function moveToFront<T>(items: T[], item: T): void {
  const index = items.indexOf(item);
  if (index > 0) items.unshift(...items.splice(index, 1));
}
