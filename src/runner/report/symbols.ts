// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";

/** ELF-64, little endian: elf(5). Offsets of the fields that are looked at. */
const HEADER = { sectionTable: 0x28, sectionSize: 0x3a, sectionCount: 0x3c } as const;
const SECTION = { type: 0x04, offset: 0x18, size: 0x20, link: 0x28 } as const;
const SYMBOL = { name: 0, info: 4, value: 8, bytes: 24 } as const;
const SHT_SYMTAB = 2;
const STT_FUNC = 2;
const MAGIC = 0x464c457f;

interface FunctionSymbol {
  readonly address: number;
  readonly name: string;
}

/** The functions of a library, by address. */
export class SymbolTable {
  readonly #functions: readonly FunctionSymbol[];

  constructor(functions: readonly FunctionSymbol[]) {
    this.#functions = [...functions].sort((a, b) => a.address - b.address);
  }

  /** Reads the symbol table of an ELF file; one that was stripped, or is none, has no functions. */
  static load(path: string): SymbolTable {
    const file = readFileSync(path);
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    if (file.length < 64 || view.getUint32(0, true) !== MAGIC) return new SymbolTable([]);
    const u64 = (at: number): number => Number(view.getBigUint64(at, true));
    const [table, size] = [u64(HEADER.sectionTable), view.getUint16(HEADER.sectionSize, true)];
    const sections = Array.from(
      { length: view.getUint16(HEADER.sectionCount, true) },
      (_, i) => table + i * size,
    );
    const symbols = sections.find((at) => view.getUint32(at + SECTION.type, true) === SHT_SYMTAB);
    const strings =
      symbols === undefined ? undefined : sections[view.getUint32(symbols + SECTION.link, true)];
    if (symbols === undefined || strings === undefined) return new SymbolTable([]);
    const names = u64(strings + SECTION.offset);
    const functions: FunctionSymbol[] = [];
    const start = u64(symbols + SECTION.offset);
    for (let at = start; at < start + u64(symbols + SECTION.size); at += SYMBOL.bytes) {
      if ((view.getUint8(at + SYMBOL.info) & 0xf) !== STT_FUNC) continue;
      const name = names + view.getUint32(at + SYMBOL.name, true);
      functions.push({
        address: u64(at + SYMBOL.value),
        name: file.toString("latin1", name, file.indexOf(0, name)),
      });
    }
    return new SymbolTable(functions);
  }

  /** `tcp_v4_rcv+0x1c`; undefined for an address before the first function. */
  describe(address: number): string | undefined {
    let [low, high] = [0, this.#functions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#functions[middle]?.address ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    const found = this.#functions[low - 1];
    return found === undefined ? undefined : `${found.name}+0x${(address - found.address).toString(16)}`;
  }
}

/** How the library writes addresses of its own into its log: kernel/trap.c. */
const ADDRESS = /\bliblinux\+0x([\da-f]+)/g;

/**
 * Puts function names behind the addresses in lines of the kernel log.
 * @param library  its path; read only if there is an address
 */
export function symbolize(lines: readonly string[], library: string): readonly string[] {
  if (!lines.some((line) => line.search(ADDRESS) >= 0)) return lines;
  const table = SymbolTable.load(library);
  return lines.map((line) =>
    line.replace(ADDRESS, (text, digits: string) => {
      const name = table.describe(Number.parseInt(digits, 16));
      return name === undefined ? text : `${text} ${name}`;
    }),
  );
}
