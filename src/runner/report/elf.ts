// SPDX-License-Identifier: GPL-2.0

/** ELF-64, little endian: elf(5). Offsets of the fields that are looked at. */
const HEADER = { sectionTable: 0x28, sectionSize: 0x3a, sectionCount: 0x3c, nameSection: 0x3e } as const;
const SECTION = { name: 0x00, type: 0x04, address: 0x10, offset: 0x18, size: 0x20, link: 0x28 } as const;
const SYMBOL = { name: 0, info: 4, value: 8, bytes: 24 } as const;
const SHT_SYMTAB = 2;
const STT_FUNC = 2;
const MAGIC = 0x464c457f;
const HEADER_BYTES = 64;

export interface FunctionSymbol {
  readonly name: string;
  /** Where it begins, from the start of the library. */
  readonly address: number;
}

interface Section {
  readonly name: number;
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

/** An ELF file, as far as ktest wants to know. One that was stripped has no functions; what is no such file has nothing. */
export class ElfFile {
  readonly #file: Buffer;
  readonly #sections: readonly Section[];
  readonly #names: Section | undefined;

  constructor(file: Buffer) {
    this.#file = file;
    const isElf = file.length >= HEADER_BYTES && file.readUInt32LE(0) === MAGIC;
    this.#sections = isElf ? sectionsOf(file) : [];
    this.#names = isElf ? this.#sections[file.readUInt16LE(HEADER.nameSection)] : undefined;
  }

  /** What the symbol table names, in its order. */
  functions(): readonly FunctionSymbol[] {
    const symbols = this.#sections.find(({ type }) => type === SHT_SYMTAB);
    const strings = symbols && this.#sections[symbols.link];
    if (symbols === undefined || strings === undefined) return [];
    const file = this.#file;
    const functions: FunctionSymbol[] = [];
    for (let at = symbols.offset; at < symbols.offset + symbols.size; at += SYMBOL.bytes) {
      if ((file.readUInt8(at + SYMBOL.info) & 0xf) !== STT_FUNC) continue;
      functions.push({
        address: Number(file.readBigUInt64LE(at + SYMBOL.value)),
        name: this.#string(strings.offset + file.readUInt32LE(at + SYMBOL.name)),
      });
    }
    return functions;
  }

  /** Content and address of a section such as `.text`. */
  section(name: string): { readonly address: number; readonly bytes: Buffer } | undefined {
    const names = this.#names;
    if (names === undefined) return undefined;
    const found = this.#sections.find((section) => this.#string(names.offset + section.name) === name);
    return (
      found && {
        address: found.address,
        bytes: this.#file.subarray(found.offset, found.offset + found.size),
      }
    );
  }

  #string(at: number): string {
    return this.#file.toString("latin1", at, this.#file.indexOf(0, at));
  }
}

function sectionsOf(file: Buffer): readonly Section[] {
  const table = Number(file.readBigUInt64LE(HEADER.sectionTable));
  const size = file.readUInt16LE(HEADER.sectionSize);
  return Array.from({ length: file.readUInt16LE(HEADER.sectionCount) }, (_, i) => {
    const u32 = (field: number): number => file.readUInt32LE(table + i * size + field);
    const u64 = (field: number): number => Number(file.readBigUInt64LE(table + i * size + field));
    return {
      name: u32(SECTION.name),
      type: u32(SECTION.type),
      address: u64(SECTION.address),
      offset: u64(SECTION.offset),
      size: u64(SECTION.size),
      link: u32(SECTION.link),
    };
  });
}
