// SPDX-License-Identifier: GPL-2.0
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { HostFile } from "../../kernel/kernel.js";
import type { CacheStore } from "./cache-store.js";
import { areAsBefore, type FileStamp, isOfProgram, NO_FILE, stampAll } from "./file-stamp.js";
import type { FileLook, SeenFiles } from "./host-files.js";
import { digest } from "./identity.js";
import type { KnownCommand } from "./known-commands.js";
import { isOwnFile, type WrittenFile, withoutPid, withPid } from "./own-files.js";

/** A command in JSON; bytes are in base64. */
interface StoredCommand {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Compressed. */
  readonly tape: string;
  /** Files of the process alone that it read or looked at. */
  readonly own: readonly FileStamp[];
  /** Name of the entry that has the stamps of programs: many commands use the same. */
  readonly programs: string;
  /** And that of the other files: commands in one folder mostly look at the same. */
  readonly files: string;
  readonly written: readonly StoredFile[];
}

interface StoredFile {
  readonly path: string;
  readonly mode: number;
  readonly content: string | null;
}

/**
 * Commands that earlier processes have run.
 *
 * One that is taken from here would do what is stored, as long as the instance answers it as it did
 * then, or it is not taken. What else can have an influence on it:
 *
 * - its text, the folder it runs in and what it is told of the run: in the key;
 * - the environment, user and groups, limits, host name and release: in the identity (identity.ts),
 *   where commands do not see the rest (command-environment.ts), and so is what speaks for the
 *   instance, the addon;
 * - files of the host, programs and libraries among them, also those that were looked for and not
 *   found: each has a stamp that is compared (file-stamp.ts), and a command that found one which changed
 *   while it ran, or whose content nobody can know, is not stored;
 * - the number of this process: it may be in names of files that the command reads and writes, which
 *   then have the number of the process that takes it; a command that shows it otherwise is not stored;
 * - the time of day and chance: a command that uses them is not stored, as far as can be seen
 *   (replayable.ts).
 */
export class StoredCommands {
  readonly #store: CacheStore;
  readonly #identity: string;
  /** Numbers of entries that hold no longer, and the first that there is not. */
  readonly #free = new Map<string, number[]>();
  /** Lists of stamps that have been stored, or found to hold: what was seen; else undefined. */
  readonly #lists = new Map<string, SeenFiles | undefined>();

  /** @param identity  of commandIdentity() */
  constructor(store: CacheStore, identity: string) {
    this.#store = store;
    this.#identity = identity;
  }

  /**
   * What is known of a command that holds now.
   * @param look  at the files that it used
   */
  load(key: string, look: FileLook): readonly KnownCommand[] {
    const found: KnownCommand[] = [];
    const free: number[] = [];
    for (let number = 0; ; number++) {
      const name = this.#name(key, number);
      const entry = this.#store.find(name);
      // #save() wrote it and the store has checked that it is whole; the format is in the identity.
      const known = entry === undefined ? undefined : this.#known(entry.about as StoredCommand, look);
      if (known !== undefined) found.push(known);
      else free.push(number);
      if (entry === undefined) break;
      if (known === undefined) this.#store.discard(name);
    }
    this.#free.set(key, free);
    return found;
  }

  #known(stored: StoredCommand, look: FileLook): KnownCommand | undefined {
    const shared = this.#list(stored.programs, look) && this.#list(stored.files, look)?.shared;
    if (shared === undefined) return undefined;
    const { status, stdout, stderr } = stored;
    const written = stored.written.map(decodeFile);
    const hostFiles = written.map(({ path }) => ({ path, written: true, opened: true }));
    const own = stored.own.map((stamp) => ({ ...stamp, path: withPid(stamp.path) }));
    return {
      result: { status, stdout, stderr, timedOut: false, hostFiles },
      read: { shared, own },
      written,
      tape: inflateRawSync(Buffer.from(stored.tape, "base64")),
    };
  }

  /** The files of a stored list, if they are what they were. */
  #list(name: string, look: FileLook): SeenFiles | undefined {
    if (this.#lists.has(name)) return this.#lists.get(name);
    const stored = this.#store.find(name)?.about as readonly FileStamp[] | undefined;
    const stamps = stored?.map((stamp) => ({ ...stamp, path: withPid(stamp.path) })) ?? [];
    // Before they are compared: what changes in between is noticed the next time.
    const seen = look.see(stamps.map(({ path, opened }) => ({ path, opened, written: false })));
    const list = stored !== undefined && areAsBefore(stamps) ? seen : undefined;
    this.#lists.set(name, list);
    return list;
  }

  /**
   * Stores a command, unless it does not hold for other processes.
   * @param files    all that it used
   * @param startMs  Date.now() when it started
   */
  save(key: string, known: KnownCommand, files: readonly HostFile[], startMs: number): void {
    const all = stampAll(files, startMs);
    if (all === undefined) return;
    const { status, stdout, stderr } = known.result;
    const made = known.written.map(({ path }) => ({ path, opened: true, stamp: NO_FILE.full }));
    const programs = all.filter(({ path }) => isOfProgram(path));
    const others = [...all, ...made].filter(({ path }) => !isOwnFile(path) && !isOfProgram(path));
    const about: StoredCommand = {
      status,
      stdout,
      stderr,
      tape: deflateRawSync(known.tape).toString("base64"),
      own: known.read.own.map(forAll),
      programs: this.#saveList(programs, known),
      files: this.#saveList(others, known),
      written: known.written.map(encodeFile),
    };
    // Another process that runs the same suite may have taken the number.
    while (!this.#store.add(this.#name(key, this.#nextFree(key)), about));
  }

  /** The number for a new entry. */
  #nextFree(key: string): number {
    const [number = 0, ...free] = this.#free.get(key) ?? [];
    this.#free.set(key, free.length > 0 ? free : [number + 1]);
    return number;
  }

  #saveList(stamps: readonly FileStamp[], { read }: KnownCommand): string {
    const sorted = stamps.map(forAll).sort((a, b) => (a.path < b.path ? -1 : 1));
    const name = digest(["files", sorted]);
    if (this.#lists.get(name) === undefined) this.#store.put(name, sorted);
    this.#lists.set(name, read);
    return name;
  }

  #name(key: string, number: number): string {
    return digest([this.#identity, key, number]);
  }
}

function forAll(stamp: FileStamp): FileStamp {
  return { ...stamp, path: withoutPid(stamp.path) };
}

function encodeFile({ path, content, mode }: WrittenFile): StoredFile {
  return { path: withoutPid(path), mode, content: content?.toString("base64") ?? null };
}

function decodeFile({ path, content, mode }: StoredFile): WrittenFile {
  return {
    path: withPid(path),
    mode,
    content: content === null ? undefined : Buffer.from(content, "base64"),
  };
}
