// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../runner/report/write-whole.js";
import { decodeProgram, encodeProgram, type Program, RECORD_BYTES } from "../program/program.js";

const SUFFIX = ".prog";
/** What libFuzzer and AFL++ name files of theirs. */
const OF_ENGINE = /^(?:[\da-f]{40}$|id[:_]\d)/;

/**
 * The programs that a campaign has found worth keeping, in a folder: a file each, named by its content, so
 * folders of several machines can be thrown together. The files are what libFuzzer and AFL++ take, and theirs
 * may be among them: those stay where they are.
 */
export class Corpus {
  readonly folder: string;
  readonly #broken: string;
  readonly #running: string;
  /** Files of engines, by the names that their programs would have here. */
  readonly #foreign = new Map<string, string[]>();
  #fd: number | undefined;

  /** @throws {Error} of the file system */
  constructor(folder: string) {
    this.folder = folder;
    this.#broken = join(folder, "broken");
    this.#running = join(folder, "running");
    mkdirSync(folder, { recursive: true });
  }

  /** All of them. What is no program is set aside; `say` is told. */
  read(say: (line: string) => void): readonly Program[] {
    const programs: Program[] = [];
    this.#foreign.clear();
    for (const name of readdirSync(this.folder).sort()) {
      if (OF_ENGINE.test(name)) this.#readForeign(join(this.folder, name), programs);
      if (!name.endsWith(SUFFIX)) continue;
      const path = join(this.folder, name);
      const bytes = readFileSync(path);
      const isWhole = bytes.length >= RECORD_BYTES && bytes.length % RECORD_BYTES === 0;
      if (isWhole && name === nameOf(bytes)) {
        programs.push(decodeProgram(bytes));
        continue;
      }
      mkdirSync(this.#broken, { recursive: true });
      renameSync(path, join(this.#broken, name));
      say(`${path} is damaged, and was moved to ${this.#broken}`);
    }
    return programs;
  }

  /** Any bytes are a program. One that does nothing is none that is worth reading. */
  #readForeign(path: string, programs: Program[]): void {
    const program = decodeProgram(readFileSync(path));
    if (program.records.length === 0) return;
    const name = nameOf(encodeProgram(program));
    const same = this.#foreign.get(name);
    if (same === undefined) {
      this.#foreign.set(name, [path]);
      if (!existsSync(join(this.folder, name))) programs.push(program);
    } else if (!same.includes(path)) same.push(path);
  }

  add(program: Program): void {
    const bytes = encodeProgram(program);
    const name = nameOf(bytes);
    const path = join(this.folder, name);
    if (this.#foreign.has(name) || existsSync(path)) return;
    writeWhole(path, bytes);
  }

  remove(program: Program): void {
    const name = nameOf(encodeProgram(program));
    for (const path of [join(this.folder, name), ...(this.#foreign.get(name) ?? [])])
      rmSync(path, { force: true });
  }

  /** The program that ran when the process before this one ended without a word. */
  takeLost(): Program | undefined {
    if (!existsSync(this.#running)) return undefined;
    const bytes = readFileSync(this.#running);
    rmSync(this.#running);
    if (bytes.length < 4) return undefined;
    const length = bytes.readUInt32LE(0);
    return length === 0 || length > bytes.length - 4
      ? undefined
      : decodeProgram(bytes.subarray(4, 4 + length));
  }

  /** Written before a program is run, so that one that ends this process is known to the next. */
  running(program: Uint8Array): void {
    this.#fd ??= openSync(this.#running, "w");
    const bytes = Buffer.allocUnsafe(4 + program.length);
    bytes.writeUInt32LE(program.length, 0);
    bytes.set(program, 4);
    writeSync(this.#fd, bytes, 0, bytes.length, 0);
  }

  close(): void {
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
    rmSync(this.#running, { force: true });
  }
}

function nameOf(bytes: Uint8Array): string {
  return createHash("sha1").update(bytes).digest("hex") + SUFFIX;
}
