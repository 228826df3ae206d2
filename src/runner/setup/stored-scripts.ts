// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { makeSource, type Parsed } from "../../dsl/index.js";
import type { CacheStore } from "./cache-store.js";
import { digest } from "./identity.js";
import { RecordLog } from "./record-log.js";

/** A script that can be had without reading it. */
export interface StoredScript {
  readonly parsed: Parsed;
  /** Whether nothing is wrong with it, either, as long as no names are defined from outside. */
  readonly isSound: boolean;
}

/** Folders whose logs are kept in memory: a suite goes from one to the next. */
const MAX_LOGS = 8;

/** Of a record, in JSON. */
type Stored = Pick<Parsed, "script" | "symbols"> & { readonly isSound: boolean };

/**
 * Scripts that earlier processes have parsed: reading what came of it takes a tenth of the time. Those
 * of one folder share a log. A script is known by its text, so one that has changed is another; only
 * those are kept of which the parser has nothing to say.
 */
export class StoredScripts {
  readonly #store: CacheStore;
  readonly #identity: string;
  readonly #logs = new Map<string, RecordLog>();

  /** @param identity  of the parser */
  constructor(store: CacheStore, identity: string) {
    this.#store = store;
    this.#identity = identity;
  }

  /**
   * What parse() of the script gives, and what came of checking that.
   * @param path  of the script; also its name in messages
   * @param text  what is in it
   */
  load(path: string, text: Buffer): StoredScript | undefined {
    const [record] = this.#logOf(path).find(keyOf(text));
    if (record === undefined) return undefined;
    // save() wrote it and the log has checked that it is whole.
    const { script, symbols, isSound } = JSON.parse(record.toString()) as Stored;
    const source = makeSource(text, path);
    return { parsed: { script: { ...script, file: path }, symbols, diagnostics: [], source }, isSound };
  }

  save(path: string, text: Buffer, { parsed, isSound }: StoredScript): void {
    const { script, symbols, diagnostics } = parsed;
    if (diagnostics.length > 0) return;
    const known: Stored = { script: { ...script, file: "" }, symbols, isSound };
    // JSON has no notation for bytes and numbers of 64 bits: the few scripts that have some are parsed each time.
    const json = JSON.stringify(known, (_, value) => (typeof value === "bigint" ? null : value));
    if (isDeepStrictEqual(JSON.parse(json), known)) this.#logOf(path).add(keyOf(text), Buffer.from(json));
  }

  #logOf(path: string): RecordLog {
    const folder = dirname(resolve(path));
    const known = this.#logs.get(folder);
    if (known !== undefined) return known;
    const log = new RecordLog(this.#store.logPath(digest([this.#identity, folder])));
    const [oldest] = this.#logs.keys();
    if (oldest !== undefined && this.#logs.size >= MAX_LOGS) this.#logs.delete(oldest);
    this.#logs.set(folder, log);
    return log;
  }
}

function keyOf(text: Buffer): string {
  return createHash("sha1").update(text).digest("hex");
}
