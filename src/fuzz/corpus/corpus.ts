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

/**
 * The programs that a campaign has found worth keeping, in a folder: a file each, named by its content, so
 * folders of several machines can be thrown together. The files are what libFuzzer and AFL++ take.
 */
export class Corpus {
  readonly folder: string;
  readonly #broken: string;
  readonly #running: string;
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
    for (const name of readdirSync(this.folder).sort()) {
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

  add(program: Program): void {
    const bytes = encodeProgram(program);
    const path = join(this.folder, nameOf(bytes));
    if (existsSync(path)) return;
    writeWhole(path, bytes);
  }

  remove(program: Program): void {
    rmSync(join(this.folder, nameOf(encodeProgram(program))), { force: true });
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
