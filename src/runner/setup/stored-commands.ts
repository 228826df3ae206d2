// SPDX-License-Identifier: GPL-2.0
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { HostFile } from "../../kernel/kernel.js";
import { areAsBefore, type FileStamp, isOfProgram, NO_FILE, stampAll } from "./file-stamp.js";
import type { FileLook, SeenFiles } from "./host-files.js";
import { digest } from "./identity.js";
import type { KnownCommand } from "./known-commands.js";
import { isOwnFile, type WrittenFile, withoutPid, withPid } from "./own-files.js";
import type { RecordLog } from "./record-log.js";

/** What a record says of a command, in JSON; the tape comes after it, compressed. */
interface StoredCommand {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Files of the process alone that it read or looked at. */
  readonly own: readonly FileStamp[];
  /** Key of the record that has the stamps of programs: many commands use the same. */
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
 * - its text, what it is told of the run, and the folder it runs in, or several where that makes no difference
 *   (command-scope.ts): in the key;
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
  readonly #log: RecordLog;
  /** Lists of stamps that have been stored, or found to hold: what was seen; else undefined. */
  readonly #lists = new Map<string, SeenFiles | undefined>();

  /** @param log  of processes with the same commandIdentity() */
  constructor(log: RecordLog) {
    this.#log = log;
  }

  /**
   * What is known of commands that holds now, for each of some keys.
   * @param look  at the files that they used
   */
  load(keys: readonly string[], look: FileLook): readonly (readonly KnownCommand[])[] {
    const records = this.#log.findEach(keys.map((key) => digest([key])));
    return records.map((found) => found.flatMap((record) => this.#known(record, look) ?? []));
  }

  /** Whether other processes have added anything since this was asked, or anything looked for. */
  hasNews(): boolean {
    return this.#log.hasMore();
  }

  #known(record: Buffer, look: FileLook): KnownCommand | undefined {
    // save() wrote it and the log has checked that it is whole; the format is in the identity.
    const { about, tape } = decode(record) as { about: StoredCommand; tape: Buffer };
    const shared = this.#list(about.programs, look) && this.#list(about.files, look)?.shared;
    if (shared === undefined) return undefined;
    const { status, stdout, stderr } = about;
    const written = about.written.map(decodeFile);
    const hostFiles = written.map(({ path }) => ({ path, written: true, opened: true }));
    const own = about.own.map((stamp) => ({ ...stamp, path: withPid(stamp.path) }));
    return {
      result: { status, stdout, stderr, timedOut: false, hostFiles },
      read: { shared, own },
      written,
      tape: inflateRawSync(tape),
    };
  }

  /** The files of a stored list, if they are what they were. */
  #list(name: string, look: FileLook): SeenFiles | undefined {
    if (this.#lists.has(name)) return this.#lists.get(name);
    const [record] = this.#log.find(name);
    const stored = record === undefined ? [] : (decode(record).about as readonly FileStamp[]);
    const stamps = stored.map((stamp) => ({ ...stamp, path: withPid(stamp.path) }));
    // Before they are compared: what changes in between is noticed the next time.
    const seen = look.see(stamps.map(({ path, opened }) => ({ path, opened, written: false })));
    const list = record !== undefined && areAsBefore(stamps) ? seen : undefined;
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
      own: known.read.own.map(forAll),
      programs: this.#saveList(programs, known),
      files: this.#saveList(others, known),
      written: known.written.map(encodeFile),
    };
    this.#log.add(digest([key]), encode(about, deflateRawSync(known.tape)));
  }

  #saveList(stamps: readonly FileStamp[], { read }: KnownCommand): string {
    const sorted = stamps.map(forAll).sort((a, b) => (a.path < b.path ? -1 : 1));
    const name = digest(["files", sorted]);
    if (this.#lists.get(name) === undefined) this.#log.add(name, encode(sorted));
    this.#lists.set(name, read);
    return name;
  }
}

/** Length of the JSON, the JSON, the bytes. */
function encode(about: unknown, tape: Buffer = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(JSON.stringify(about));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, tape]);
}

function decode(record: Buffer): { readonly about: unknown; readonly tape: Buffer } {
  const end = 4 + record.readUInt32LE();
  return { about: JSON.parse(record.toString("utf8", 4, end)), tape: record.subarray(end) };
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
