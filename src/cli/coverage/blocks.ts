// SPDX-License-Identifier: GPL-2.0
import type { ElfFile, FunctionSymbol } from "../../runner/report/elf.js";

/** Where each basic block is, in the order of their counters: "Coverage" of kernel/include/liblinux.h. */
const SECTION = ".blocks";
const ADDRESS_BYTES = 8;
/** What gcc puts behind the name of a function that it has cloned or split. */
const CLONE = /\.(isra|constprop|part|cold)\b.*$/;

export interface Block {
  readonly address: number;
  /** Which counter is its. */
  readonly number: number;
}

/** A function of the library, and the basic blocks in it, by address. */
export interface Instrumented extends FunctionSymbol {
  readonly blocks: readonly Block[];
}

/** The functions of a library that tell when they run; none if it was built without coverage. */
export function instrumentedFunctions(elf: ElfFile): readonly Instrumented[] {
  const functions = elf
    .functions()
    .map(({ name, address }) => ({ name: name.replace(CLONE, ""), address, blocks: [] as Block[] }))
    .sort((a, b) => a.address - b.address);
  let next = 0;
  for (const block of blocksOf(elf)) {
    while ((functions[next]?.address ?? Number.POSITIVE_INFINITY) <= block.address) next++;
    functions[next - 1]?.blocks.push(block);
  }
  return functions.filter(({ blocks }) => blocks.length > 0);
}

function blocksOf(elf: ElfFile): readonly Block[] {
  const bytes = elf.section(SECTION)?.bytes ?? Buffer.alloc(0);
  const count = Math.floor(bytes.length / ADDRESS_BYTES);
  return Array.from({ length: count }, (_, number) => ({
    address: Number(bytes.readBigUInt64LE(number * ADDRESS_BYTES)),
    number,
  })).sort((a, b) => a.address - b.address);
}
