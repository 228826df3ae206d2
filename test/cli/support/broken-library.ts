// SPDX-License-Identifier: GPL-2.0
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { findLibrary } from "../../../src/kernel/index.js";

const SECTION_BYTES = 64;
const SYMBOL_BYTES = 24;
const SHT_SYMTAB = 2;

/** What a kernel developer can write by mistake, as x86-64 machine code. */
export const MISTAKES = {
  /** xor %eax,%eax; mov (%rax),%eax */
  nullPointer: [0x31, 0xc0, 0x8b, 0x00],
  /** ud2 */
  invalidOpcode: [0x0f, 0x0b],
  /** jmp . */
  endlessLoop: [0xeb, 0xfe],
} as const;

/**
 * A copy of the library in `folder` whose function `name` begins with a mistake.
 * @returns its path
 */
export function brokenLibrary(folder: string, name: string, mistake: keyof typeof MISTAKES): string {
  const original = findLibrary();
  const elf = readFileSync(original);
  elf.set(MISTAKES[mistake], addressOf(elf, name));
  const path = join(folder, basename(original));
  writeFileSync(path, elf);
  const constants = (library: string): string => library.replace(/\.so$/, ".constants.json");
  copyFileSync(constants(original), constants(path));
  return path;
}

/** The value of a symbol, which for code is its offset in the file too: the first segment starts at 0. */
function addressOf(elf: Buffer, name: string): number {
  const sections = Number(elf.readBigUInt64LE(40));
  const section = (index: number): Buffer =>
    elf.subarray(sections + index * SECTION_BYTES, sections + (index + 1) * SECTION_BYTES);
  for (let index = 0; index < elf.readUInt16LE(60); index++) {
    const header = section(index);
    if (header.readUInt32LE(4) !== SHT_SYMTAB) continue;
    const start = Number(header.readBigUInt64LE(24));
    const end = start + Number(header.readBigUInt64LE(32));
    const names = Number(section(header.readUInt32LE(40)).readBigUInt64LE(24));
    for (let at = start; at < end; at += SYMBOL_BYTES) {
      const from = names + elf.readUInt32LE(at);
      if (elf.toString("latin1", from, from + name.length + 1) === `${name}\0`)
        return Number(elf.readBigUInt64LE(at + 8));
    }
  }
  throw new Error(`the library has no symbol ${name}`);
}
