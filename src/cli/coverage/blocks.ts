// SPDX-License-Identifier: GPL-2.0
import type { ElfFile, FunctionSymbol } from "../../runner/report/elf.js";

/** What the compiler calls at the start of each basic block: kernel/arch/lib/kernel/coverage.c. */
const TRACER = "__sanitizer_cov_trace_pc";
/** `call rel32` of x86-64. */
const CALL = { opcode: 0xe8, bytes: 5 } as const;
/** What gcc puts behind the name of a function that it has cloned or split. */
const CLONE = /\.(isra|constprop|part|cold)\b.*$/;

/** A function of the library, and the basic blocks in it: the addresses behind their calls, ascending. */
export interface Instrumented extends FunctionSymbol {
  readonly blocks: readonly number[];
}

/** The functions of a library that tell when they run; none if it was built without coverage. */
export function instrumentedFunctions(elf: ElfFile): readonly Instrumented[] {
  const all = elf.functions();
  const tracer = all.find(({ name }) => name === TRACER);
  const text = elf.section(".text");
  if (tracer === undefined || text === undefined) return [];
  const functions = all
    .map(({ name, address }) => ({ name: name.replace(CLONE, ""), address, blocks: [] as number[] }))
    .sort((a, b) => a.address - b.address);
  let next = 0;
  for (const block of callsOf(tracer.address, text)) {
    while ((functions[next]?.address ?? Number.POSITIVE_INFINITY) < block) next++;
    functions[next - 1]?.blocks.push(block);
  }
  return functions.filter(({ blocks }) => blocks.length > 0);
}

/** Where calls of a function return to, ascending. */
function* callsOf(
  target: number,
  { address, bytes }: { readonly address: number; readonly bytes: Buffer },
): Generator<number> {
  const end = bytes.length - CALL.bytes;
  for (let at = bytes.indexOf(CALL.opcode); at >= 0 && at <= end; at = bytes.indexOf(CALL.opcode, at + 1)) {
    const after = address + at + CALL.bytes;
    if (after + bytes.readInt32LE(at + 1) === target) yield after;
  }
}
