// SPDX-License-Identifier: GPL-2.0
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { writeWhole } from "../report/write-whole.js";
import { touch } from "./touch.js";

/** Bytes on disk that a log may take before its older half goes. */
const MAX_BYTES = 32 << 20;

/** For nobody but the user. */
const PRIVATE = 0o600;

/** Begins a record: what is damaged ends at the next one. */
const MAGIC = Buffer.from("ktestrec", "latin1");

/** Magic, u32 length of the body, u32 CRC-32 of key and body, key; little-endian. */
const KEY_BYTES = 20;
const LENGTH_AT = MAGIC.length;
const CRC_AT = LENGTH_AT + 4;
const KEY_AT = CRC_AT + 4;
const BODY_AT = KEY_AT + KEY_BYTES;

/**
 * Small things worth keeping, in one file that only grows: a process reads it once, where files of
 * their own would be opened by the hundred. Any number of processes can add to it at once, as each
 * record is one write(2) at its end. A record checks itself; one that is damaged, or the beginning of one
 * that a full disk has cut, counts as not there. Nothing here throws for what it finds on the disk.
 */
export class RecordLog {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #bodies = new Map<string, Buffer[]>();
  #readBytes = 0;

  constructor(path: string, maxBytes = MAX_BYTES) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#readAll();
  }

  /**
   * The bodies under a key, the oldest first; views of the log's memory.
   * @param key  40 hexadecimal digits
   */
  find(key: string): readonly Buffer[] {
    const [bodies = []] = this.findEach([key]);
    return bodies;
  }

  /** The same for each of several keys. */
  findEach(keys: readonly string[]): readonly (readonly Buffer[])[] {
    // What others have added meanwhile is of interest only for what is not known.
    if (!keys.some((key) => this.#bodies.has(key))) this.#readMore();
    return keys.map((key) => this.#bodies.get(key) ?? []);
  }

  /** Whether others have added to it since it was read, which it is now. */
  hasMore(): boolean {
    const before = this.#readBytes;
    this.#readMore();
    return this.#readBytes > before;
  }

  /**
   * Adds a record, unless there is an equal one; or does not, if there is no room or no permission.
   * @param key  40 hexadecimal digits
   */
  add(key: string, body: Buffer): void {
    this.#readMore();
    if (this.#bodies.get(key)?.some((known) => known.equals(body)) === true) return;
    const record = encode(key, body);
    try {
      const file = openSync(this.#path, "a", PRIVATE);
      try {
        writeSync(file, record);
      } finally {
        closeSync(file);
      }
    } catch {
      // What it says is made again the next time.
    }
    this.#readMore();
  }

  #readAll(): void {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#path);
    } catch {
      return;
    }
    touch(this.#path);
    const start = bytes.length > this.#maxBytes ? youngerHalf(bytes) : 0;
    const rest = bytes.subarray(start);
    const isShort = start === 0 || this.#replace(rest);
    this.#readBytes = (isShort ? 0 : start) + this.#index(rest);
  }

  /** What has been added since. */
  #readMore(): void {
    try {
      const file = openSync(this.#path, "r");
      try {
        const { size } = fstatSync(file);
        // Another process has shortened it: what this one knows is good still.
        if (size <= this.#readBytes) return;
        const bytes = Buffer.allocUnsafe(size - this.#readBytes);
        const length = readSync(file, bytes, 0, bytes.length, this.#readBytes);
        // The last record may be in the making: it is read when it is whole.
        this.#readBytes += this.#index(bytes.subarray(0, length));
      } finally {
        closeSync(file);
      }
    } catch {
      // There is none yet.
    }
  }

  #replace(bytes: Buffer): boolean {
    try {
      writeWhole(this.#path, bytes, PRIVATE);
      return true;
    } catch {
      return false;
    }
  }

  /** Takes the records in some bytes; returns where the last whole one ends. */
  #index(bytes: Buffer): number {
    let end = 0;
    for (let at = bytes.indexOf(MAGIC); at >= 0; at = bytes.indexOf(MAGIC, at)) {
      const next = endOf(bytes, at);
      if (next === undefined) {
        at += MAGIC.length;
        continue;
      }
      const key = bytes.toString("hex", at + KEY_AT, at + BODY_AT);
      const bodies = this.#bodies.get(key) ?? [];
      bodies.push(bytes.subarray(at + BODY_AT, next));
      this.#bodies.set(key, bodies);
      at = next;
      end = next;
    }
    return end;
  }
}

/** Where the younger half begins, with a record. */
function youngerHalf(bytes: Buffer): number {
  const start = bytes.indexOf(MAGIC, bytes.length >> 1);
  return start < 0 ? bytes.length : start;
}

/** Where the record that begins at `at` ends; undefined if it is not whole or is damaged. */
function endOf(bytes: Buffer, at: number): number | undefined {
  if (at + BODY_AT > bytes.length) return undefined;
  const end = at + BODY_AT + bytes.readUInt32LE(at + LENGTH_AT);
  if (end > bytes.length) return undefined;
  return crc32(bytes.subarray(at + KEY_AT, end)) === bytes.readUInt32LE(at + CRC_AT) ? end : undefined;
}

function encode(key: string, body: Buffer): Buffer {
  const record = Buffer.concat([Buffer.alloc(BODY_AT), body]);
  MAGIC.copy(record);
  record.writeUInt32LE(body.length, LENGTH_AT);
  record.write(key, KEY_AT, "hex");
  record.writeUInt32LE(crc32(record.subarray(KEY_AT)), CRC_AT);
  return record;
}
