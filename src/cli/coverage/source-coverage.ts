// SPDX-License-Identifier: GPL-2.0
import { readFileSync } from "node:fs";
import { readBlocks } from "../../runner/coverage/blocks.js";
import { ElfFile } from "../../runner/report/elf.js";
import type { TestReport } from "../../runner/report/report.js";
import { writeWhole } from "../../runner/report/write-whole.js";
import { UsageError } from "../usage-error.js";
import { type Block, type Instrumented, instrumentedFunctions } from "./blocks.js";
import { type FileCoverage, printLcov } from "./lcov.js";
import { type Position, positionsOf } from "./positions.js";

/** Counts for each line of the kernel's source the tests that reach it: `ktest run --coverage`. */
export class SourceCoverage {
  readonly #functions: readonly Instrumented[];
  readonly #positions: Promise<Positions>;
  /** By the number of a block. */
  readonly #tests = new Map<number, number>();

  /**
   * @param library  its path
   * @throws {UsageError} if it has no coverage
   */
  constructor(library: string) {
    this.#functions = instrumentedFunctions(new ElfFile(readFileSync(library)));
    if (this.#functions.length === 0)
      throw new UsageError(
        `--coverage: ${library} does not tell which code runs: that is the variant coverage; ktest kernel build --variant coverage makes one`,
      );
    this.#positions = findPositions(library, this.#functions);
    // Whoever writes the file is told.
    this.#positions.catch(() => {});
  }

  add({ blocks }: TestReport): void {
    for (const block of readBlocks(blocks ?? "")) this.#tests.set(block, (this.#tests.get(block) ?? 0) + 1);
  }

  /** @throws {UsageError} if it cannot be written */
  async write(path: string): Promise<void> {
    const text = printLcov(this.#files(await this.#positions));
    try {
      writeWhole(path, Buffer.from(text));
    } catch (error) {
      if (!(error instanceof Error && "syscall" in error)) throw error;
      throw new UsageError(`--coverage: ${error.message}`);
    }
  }

  #files(positions: Positions): readonly FileCoverage[] {
    const files = new Map<string, MutableCoverage>();
    const fileOf = (file: string): MutableCoverage => {
      const known = files.get(file) ?? { file, lines: new Map(), functions: new Map() };
      files.set(file, known);
      return known;
    };
    for (const { name, address, blocks } of this.#functions) {
      const [entry] = blocks;
      const begin = positions.get(address);
      if (begin !== undefined) {
        const { functions } = fileOf(begin.file);
        const count = Math.max(entry === undefined ? 0 : this.#count(entry), functions.get(name)?.count ?? 0);
        functions.set(name, { line: Math.min(begin.line, functions.get(name)?.line ?? begin.line), count });
      }
      for (const block of blocks) {
        const position = positions.get(block.address);
        if (position === undefined) continue;
        const { lines } = fileOf(position.file);
        lines.set(position.line, Math.max(this.#count(block), lines.get(position.line) ?? 0));
      }
    }
    return [...files.values()];
  }

  #count({ number }: Block): number {
    return this.#tests.get(number) ?? 0;
  }
}

interface MutableCoverage extends FileCoverage {
  readonly lines: Map<number, number>;
  readonly functions: Map<string, { readonly line: number; readonly count: number }>;
}

/** By the address of a function or block. */
type Positions = ReadonlyMap<number, Position | undefined>;

async function findPositions(library: string, functions: readonly Instrumented[]): Promise<Positions> {
  const asked = functions.flatMap(({ address, blocks }) => [
    address,
    ...blocks.map((block) => block.address),
  ]);
  const found = await positionsOf(library, asked);
  return new Map(asked.map((address, at) => [address, found[at]]));
}
