// SPDX-License-Identifier: GPL-2.0
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isKernelName } from "./names.js";
import { type KernelRecord, parseRecord, printRecord } from "./record.js";

const RECORD = "kernel.json";
/** What folders of unfinished builds begin with; names of builds do not. */
const STAGED = ".new-";
const DAY_MS = 86_400_000;

/** A build that has a name. */
export interface NamedKernel extends KernelRecord {
  readonly name: string;
  /** Path of its library. */
  readonly path: string;
  /** Of the library, in bytes. */
  readonly size: number;
}

/** What is below a name. */
export type KernelEntry =
  | { readonly type: "kernel"; readonly kernel: NamedKernel }
  | { readonly type: "damaged"; readonly name: string; readonly reason: string };

/**
 * The named builds: each is a folder below kernels/ of the cache with the library, its constants and
 * kernel.json. They are copies, so the next build of a tree leaves what was built before under
 * another name as it is. There is no other list of them.
 */
export class KernelRegistry {
  readonly #folder: string;

  /** @param cache  what cacheRoot() says */
  constructor(cache: string) {
    this.#folder = join(cache, "kernels");
  }

  /** All that have a name, in its order. */
  list(): readonly KernelEntry[] {
    const names = existsSync(this.#folder) ? readdirSync(this.#folder) : [];
    return names
      .filter(isKernelName)
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
      .flatMap((name) => this.find(name) ?? []);
  }

  /** Undefined if nothing has this name. */
  find(name: string): KernelEntry | undefined {
    if (!isKernelName(name)) return undefined;
    const folder = join(this.#folder, name);
    if (!existsSync(folder)) return undefined;
    const damaged = (reason: string): KernelEntry => ({ type: "damaged", name, reason });
    const file = join(folder, RECORD);
    if (!existsSync(file)) return damaged(`there is no ${RECORD}`);
    const record = parseRecord(readFileSync(file, "utf8"));
    if (record === undefined) return damaged(`${RECORD} is not what ktest writes`);
    const path = join(folder, record.library);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return damaged(`${record.library} is gone`);
    return { type: "kernel", kernel: { ...record, name, path, size: stats.size } };
  }

  /** A folder beside the others for what is being built; those of builds that were killed go. */
  stage(): string {
    mkdirSync(this.#folder, { recursive: true });
    for (const name of readdirSync(this.#folder)) {
      const folder = join(this.#folder, name);
      const time = name.startsWith(STAGED) ? statSync(folder, { throwIfNoEntry: false })?.mtimeMs : undefined;
      if (time !== undefined && Date.now() - time > DAY_MS) this.discard(folder);
    }
    return mkdtempSync(join(this.#folder, STAGED));
  }

  /**
   * Puts what stands in a folder of stage() in the place of what had the name; the record comes last,
   * and what it does not name goes. Each file is replaced in one step: who has the old one open, or
   * looks meanwhile, has it whole.
   */
  publish(name: string, staged: string, record: KernelRecord): void {
    const folder = join(this.#folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(staged, RECORD), printRecord(record));
    const files = readdirSync(staged).filter((file) => file !== RECORD);
    for (const file of [...files, RECORD]) renameSync(join(staged, file), join(folder, file));
    for (const file of readdirSync(folder))
      if (file !== RECORD && !files.includes(file)) rmSync(join(folder, file), { recursive: true });
    this.discard(staged);
  }

  /** Removes a folder of stage(). */
  discard(staged: string): void {
    rmSync(staged, { recursive: true, force: true });
  }

  /** Forgets a build, and its files. */
  remove(name: string): void {
    rmSync(join(this.#folder, name), { recursive: true });
  }
}
