// SPDX-License-Identifier: GPL-2.0
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { HostFile } from "../../kernel/kernel.js";
import type { CacheStore } from "./cache-store.js";
import { areAsBefore, type FileStamp, isOfProgram, stampAll } from "./file-stamp.js";
import { stampFiles, type WrittenFile } from "./host-files.js";
import { digest } from "./identity.js";
import type { KnownCommand } from "./known-commands.js";
import { isOwnFile, withoutPid, withPid } from "./own-files.js";

/** A command in JSON; bytes are in base64. */
interface StoredCommand {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Compressed. */
  readonly tape: string;
  /** Files that it read or looked at, but for those of programs. */
  readonly stamps: readonly FileStamp[];
  /** Name of the entry that has the stamps of those: many commands use the same programs. */
  readonly programs: string;
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
  /** Whether the programs of an entry are as they were; they stay so for a process. */
  readonly #programs = new Map<string, boolean>();

  /** @param identity  of commandIdentity() */
  constructor(store: CacheStore, identity: string) {
    this.#store = store;
    this.#identity = identity;
  }

  /** What is known of a command that holds now. */
  load(key: string): readonly KnownCommand[] {
    const found: KnownCommand[] = [];
    const free: number[] = [];
    for (let number = 0; ; number++) {
      const entry = this.#store.find(this.#name(key, number));
      // #save() wrote it and the store has checked that it is whole; the format is in the identity.
      const known = entry === undefined ? undefined : this.#known(entry.about as StoredCommand);
      if (known === undefined) free.push(number);
      else found.push(known);
      if (entry === undefined) break;
    }
    this.#free.set(key, free);
    return found;
  }

  #known(stored: StoredCommand): KnownCommand | undefined {
    const stamps = stored.stamps.map((stamp) => ({ ...stamp, path: withPid(stamp.path) }));
    const isOwn = ({ path }: FileStamp): boolean => isOwnFile(path);
    const others = stamps.filter((stamp) => !isOwn(stamp));
    // Before they are compared: what changes in between is noticed the next time.
    const read = stampFiles(others.map(({ path, opened }) => ({ path, opened, written: false })));
    if (!this.#areProgramsAsBefore(stored.programs) || !areAsBefore(others)) return undefined;
    const { status, stdout, stderr } = stored;
    const written = stored.written.map(decodeFile);
    const hostFiles = written.map(({ path }) => ({ path, written: true, opened: true }));
    return {
      result: { status, stdout, stderr, timedOut: false, hostFiles },
      read: [...read, ...stamps.filter(isOwn)],
      written,
      tape: inflateRawSync(Buffer.from(stored.tape, "base64")),
    };
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
    const about: StoredCommand = {
      status,
      stdout,
      stderr,
      tape: deflateRawSync(known.tape).toString("base64"),
      stamps: all
        .filter(({ path }) => !isOfProgram(path))
        .map((stamp) => ({ ...stamp, path: withoutPid(stamp.path) })),
      programs: this.#savePrograms(all.filter(({ path }) => isOfProgram(path))),
      written: known.written.map(encodeFile),
    };
    const free = this.#free.get(key) ?? [0];
    const number = free.shift() ?? 0;
    this.#store.put(this.#name(key, number), about);
    this.#free.set(key, free.length > 0 ? free : [number + 1]);
  }

  #savePrograms(stamps: readonly FileStamp[]): string {
    const sorted = [...stamps].sort((a, b) => (a.path < b.path ? -1 : 1));
    const name = digest(["programs", sorted]);
    if (!this.#programs.has(name)) this.#store.put(name, sorted);
    this.#programs.set(name, true);
    return name;
  }

  #areProgramsAsBefore(name: string): boolean {
    const known = this.#programs.get(name);
    if (known !== undefined) return known;
    const stamps = this.#store.find(name)?.about as readonly FileStamp[] | undefined;
    const isSame = stamps !== undefined && areAsBefore(stamps);
    this.#programs.set(name, isSame);
    return isSame;
  }

  #name(key: string, number: number): string {
    return digest([this.#identity, key, number]);
  }
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
