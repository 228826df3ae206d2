// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { ElfFile, type FunctionSymbol } from "./elf.js";

/** The functions of a library, by address. */
export class SymbolTable {
  readonly #functions: readonly FunctionSymbol[];
  readonly #end: number;

  /** @param end  behind the last of them */
  constructor(functions: readonly FunctionSymbol[], end = Number.POSITIVE_INFINITY) {
    this.#functions = [...functions].sort((a, b) => a.address - b.address);
    this.#end = end;
  }

  /** Reads the symbol table of an ELF file; one that was stripped, or is none, has no functions. */
  static load(path: string): SymbolTable {
    const elf = new ElfFile(readFileSync(path));
    const text = elf.section(".text");
    return new SymbolTable(elf.functions(), text && text.address + text.bytes.length);
  }

  /** `tcp_v4_rcv+0x1c`; undefined for an address before the first function, or behind the last. */
  describe(address: number): string | undefined {
    if (address >= this.#end) return undefined;
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

/**
 * How the library writes addresses of its own into its log: those of kernel/trap.c, and whatever the kernel
 * prints with %pS, which is in a slot of native/src/slot.h.
 */
export const ADDRESS = /\bliblinux\+0x([\da-f]+)|\b0x(00005[\da-f]{11})\b/g;
const SLOT = { base: 0x5000_0000_0000, bytes: 1 << 30, image: 64 << 10 } as const;

let loaded: { readonly library: string; readonly table: SymbolTable } | undefined;

/** Of one library it is read once. */
function tableOf(library: string): SymbolTable {
  if (loaded?.library !== library) loaded = { library, table: SymbolTable.load(library) };
  return loaded.table;
}

/**
 * Puts function names behind the addresses in lines of the kernel log.
 * @param library  its path; read only if there is an address
 */
export function symbolize(lines: readonly string[], library: string): readonly string[] {
  if (!lines.some((line) => line.search(ADDRESS) >= 0)) return lines;
  const table = tableOf(library);
  return lines.map((line) =>
    line.replace(ADDRESS, (text, offset: string | undefined, address: string | undefined) => {
      const name = table.describe(
        offset === undefined ? offsetOf(Number.parseInt(address ?? "", 16)) : Number.parseInt(offset, 16),
      );
      return name === undefined ? text : `${text} ${name}`;
    }),
  );
}

/** Of an address in some slot, from where the library begins there. */
function offsetOf(address: number): number {
  return ((address - SLOT.base) % SLOT.bytes) - SLOT.image;
}
