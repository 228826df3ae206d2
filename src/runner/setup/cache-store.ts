// SPDX-License-Identifier: GPL-2.0
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { HOUR_MS, touch } from "./touch.js";

/** What is stored under a key. */
export interface StoredEntry {
  /** What was given to put(): JSON. */
  readonly about: unknown;
  /** The file that save() of put() has written. */
  readonly pages: string;
}

/** Bytes on disk that a store may take. */
const MAX_BYTES = 256 << 20;

/** Bytes that are written before the next look at the size of the whole. */
const TRIM_AFTER_BYTES = 16 << 20;

const BLOCK_BYTES = 512;

/**
 * Snapshots worth keeping, in a folder. An entry is two files,
 *
 *     KEY.json       a checksum, and in JSON a description and the name of the other file
 *     KEY.ID.pages   the snapshot; it checks itself when it is loaded
 *
 * and comes into being when the first gets its name, after the second. So any number of
 * processes can use a folder at once: a reader gets a whole entry or none. Nothing here throws for
 * what it finds in the folder: what is damaged counts as not there and is removed. When the folder
 * grows beyond its limit, entries go that were not used for the longest time; logs (record-log.ts),
 * which stand beside them, count as entries.
 */
export class CacheStore {
  readonly #folder: string;
  readonly #maxBytes: number;
  #writtenBytes = TRIM_AFTER_BYTES;

  constructor(folder: string, maxBytes = MAX_BYTES) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  find(key: string): StoredEntry | undefined {
    const path = this.#descriptionPath(key);
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
    const entry = decode(text);
    if (entry === undefined) {
      this.discard(key);
      return undefined;
    }
    touch(path);
    return { about: entry.about, pages: join(this.#folder, entry.pages) };
  }

  /**
   * Stores an entry, in place of the one there was; or does not, if there is no room or no permission.
   * @param save  writes the file that belongs to it
   */
  put(key: string, about: unknown, save: (path: string) => void): void {
    const before = this.find(key);
    const pages = `${key}.${randomBytes(6).toString("hex")}.pages`;
    const path = join(this.#folder, pages);
    const unfinished = `${path}.tmp`;
    try {
      save(path);
      writeFileSync(unfinished, encode({ about, pages }), { mode: 0o600 });
      this.#writtenBytes += diskBytes(unfinished) + diskBytes(path);
      if (before === undefined) {
        // Of several processes that have made the same at once, the first wins.
        linkSync(unfinished, this.#descriptionPath(key));
        remove(unfinished);
      } else {
        renameSync(unfinished, this.#descriptionPath(key));
      }
    } catch {
      remove(path);
      remove(unfinished);
      return;
    }
    if (before !== undefined) remove(before.pages);
    if (this.#writtenBytes >= TRIM_AFTER_BYTES) this.#trim();
  }

  /** Where the log of a name is: it counts as an entry of that name. */
  logPath(name: string): string {
    const path = join(this.#folder, `${name}.log`);
    if (!existsSync(path) && this.#writtenBytes >= TRIM_AFTER_BYTES) this.#trim();
    return path;
  }

  /** Removes an entry that is of no use. */
  discard(key: string): void {
    const pages = this.#pagesOf(key);
    remove(this.#descriptionPath(key));
    if (pages !== undefined) remove(pages);
  }

  #descriptionPath(key: string): string {
    return join(this.#folder, `${key}.json`);
  }

  #pagesOf(key: string): string | undefined {
    try {
      const pages = decode(readFileSync(this.#descriptionPath(key), "utf8"))?.pages;
      return pages === undefined ? undefined : join(this.#folder, pages);
    } catch {
      return undefined;
    }
  }

  /** Unfinished, or replaced by a process that did not come to removing it. */
  #isLeftOver(name: string, key: string): boolean {
    if (name.endsWith(".tmp")) return true;
    return name.endsWith(".pages") && join(this.#folder, name) !== this.#pagesOf(key);
  }

  /** Entries by their last use; what is left of processes that were killed goes in any case. */
  #trim(): void {
    this.#writtenBytes = 0;
    const entries = new Map<string, Group>();
    for (const name of names(this.#folder)) {
      const path = join(this.#folder, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      const [key = ""] = name.split(".");
      if (stats?.isFile() !== true) continue;
      if (this.#isLeftOver(name, key) && Date.now() - stats.mtimeMs > HOUR_MS) remove(path);
      const group = entries.get(key) ?? { usedMs: 0, bytes: 0, paths: [] };
      group.usedMs = Math.max(group.usedMs, stats.mtimeMs);
      group.bytes += stats.blocks * BLOCK_BYTES;
      group.paths.push(path);
      entries.set(key, group);
    }
    let total = [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { bytes, paths } of [...entries.values()].sort((a, b) => a.usedMs - b.usedMs)) {
      if (total <= this.#maxBytes) return;
      for (const path of paths) remove(path);
      total -= bytes;
    }
  }
}

interface Group {
  usedMs: number;
  bytes: number;
  readonly paths: string[];
}

interface Content {
  readonly about: unknown;
  readonly pages: string;
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function encode(content: Content): string {
  const text = JSON.stringify(content);
  return `${checksum(text)}\n${text}`;
}

function decode(text: string): Content | undefined {
  const end = text.indexOf("\n");
  const rest = text.slice(end + 1);
  if (text.slice(0, end) !== checksum(rest)) return undefined;
  const content: unknown = JSON.parse(rest);
  if (typeof content !== "object" || content === null || !("about" in content)) return undefined;
  const { about, pages } = { pages: undefined, ...content };
  return typeof pages === "string" && /^[\w.]+$/.test(pages) ? { about, pages } : undefined;
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) =>
      /^\w+\.(json|log(\.[\w.]+)?|\w+\.pages(\.[\w.]+)?)$/.test(name),
    );
  } catch {
    return [];
  }
}

function diskBytes(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.blocks ?? 0) * BLOCK_BYTES;
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Somebody else's, or on a file system that has become read-only.
  }
}
