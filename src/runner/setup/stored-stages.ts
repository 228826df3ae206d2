// SPDX-License-Identifier: GPL-2.0
import type { HostFile, Kernel, Snapshot } from "../../kernel/kernel.js";
import type { TraceEvent } from "../trace/trace.js";
import { areAsBefore, type FileStamp, stampAll } from "./file-stamp.js";
import type { WrittenFile } from "./host-files.js";
import { stampFiles } from "./host-files.js";
import { digest } from "./identity.js";
import { isReplayable, withoutPid, withPid } from "./replayable.js";
import type { SnapshotStore } from "./snapshot-store.js";
import type { Stage, TakenStage } from "./stage.js";

/** A stage in JSON; its snapshot is in the other file. */
interface StoredStage {
  readonly device: number;
  readonly events: readonly StoredEvent[];
  readonly files: readonly HostFile[];
  readonly stamps: readonly FileStamp[];
  readonly written: readonly StoredFile[];
}

/** An event with the bytes of a frame in base64. */
type StoredEvent = Exclude<TraceEvent, { readonly type: "frame" }> | StoredFrame;
type StoredFrame = Omit<TraceEvent & { readonly type: "frame" }, "data"> & { readonly data: string };

interface StoredFile {
  readonly path: string;
  readonly mode: number;
  /** In base64. */
  readonly content: string | null;
}

/** How a stage was reached. */
export interface Taking {
  /** Undefined for the network. */
  readonly before: Stage | undefined;
  /** The command; undefined for the network. */
  readonly text: string | undefined;
  /** Date.now() when it started. */
  readonly startMs: number;
}

/**
 * Stages of prologues that earlier processes have left, for one kernel.
 *
 * A stage that is taken from here is what running its command would have given, or it is not taken.
 * What can have an influence on that:
 *
 * - the kernel before it: library, constants, addon, seed, place in memory and this program's own
 *   modules are in the `identity`; the snapshot is a difference from one of the kernel after boot,
 *   whose contents it names; and the key has the id of the stage before it, which is made of the
 *   key and the stamps of that;
 * - the network, the script's folder, the text of the command, what it is told about the run: in
 *   the key;
 * - the environment, user and groups, limits, host name and release: in the identity
 *   (identity.ts), where commands do not see the rest (command-environment.ts);
 * - files of the host, programs and libraries among them, also those that were looked for and not
 *   found: each has a stamp that is compared (file-stamp.ts), and one that changed while the
 *   command ran, or whose content nobody can know, keeps the stage from being stored;
 * - the number of this process: it may be in names of files that the command writes, which then
 *   have the number of the process that takes the stage; a command that shows it otherwise is not
 *   stored;
 * - the time of day and chance: a command that uses them is not stored, as far as can be seen
 *   (replayable.ts).
 *
 * What a command left on the host is repeated, as it is for stages of the same process.
 */
export class StoredStages {
  readonly #store: SnapshotStore;
  readonly #kernel: Kernel;
  readonly #identity: string;

  /** @param identity  of kernelIdentity(), with the place of the kernel */
  constructor(store: SnapshotStore, kernel: Kernel, identity: string) {
    this.#store = store;
    this.#kernel = kernel;
    this.#identity = identity;
  }

  /** The stage, if there is one that holds now. */
  load(key: string, base: Snapshot): Stage | undefined {
    const name = this.#name(key);
    const entry = this.#store.find(name);
    if (entry === undefined) return undefined;
    // #save() wrote it and the store has checked that it is whole; the format is in the identity.
    const stored = entry.about as StoredStage;
    const hostFiles = stored.files.map((file) => ({ ...file, path: withPid(file.path) }));
    // Before they are compared: what changes in between is noticed the next time.
    const read = stampFiles(hostFiles);
    if (!areAsBefore(stored.stamps)) return undefined;
    let snapshot: Snapshot;
    try {
      snapshot = this.#kernel.load(entry.pages, base);
    } catch {
      this.#store.discard(name);
      return undefined;
    }
    const { device } = stored;
    const events = stored.events.map(decodeEvent);
    const written = stored.written.map(decodeFile);
    const id = stageId(key, stored.stamps);
    return { device, snapshot, events, hostFiles, read, written, id, isStored: true };
  }

  /**
   * Stores a stage if it holds for other processes.
   * @returns its id; undefined if it does not hold for others
   */
  save(
    key: string,
    stage: TakenStage,
    base: Snapshot,
    { before, text = "", startMs }: Taking,
  ): string | undefined {
    const { device, snapshot, events, hostFiles, written } = stage;
    if (snapshot === undefined || before?.isStored === false) return undefined;
    if (!isReplayable({ text, hostFiles, events, written, startMs })) return undefined;
    const stamps = stampAll(hostFiles, startMs);
    if (stamps === undefined) return undefined;
    const about: StoredStage = {
      device,
      events: events.map(encodeEvent),
      files: hostFiles.map((file) => ({ ...file, path: withoutPid(file.path) })),
      stamps,
      written: written.map(encodeFile),
    };
    this.#store.put(this.#name(key), about, (path) => snapshot.save(path, base));
    return stageId(key, stamps);
  }

  #name(key: string): string {
    return digest([this.#identity, key]);
  }
}

function stageId(key: string, stamps: readonly FileStamp[]): string {
  return digest([key, stamps]);
}

function encodeEvent(event: TraceEvent): StoredEvent {
  return event.type === "frame" ? { ...event, data: Buffer.from(event.data).toString("base64") } : event;
}

function decodeEvent(event: StoredEvent): TraceEvent {
  if (event.type !== "frame") return event;
  return { ...event, data: new Uint8Array(Buffer.from(event.data, "base64")) };
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
