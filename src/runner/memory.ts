// SPDX-License-Identifier: GPL-2.0
import type { UserMemory } from "../kernel/kernel.js";

/** A piece of the instance's user memory. */
export interface Block {
  /** For pointers in arguments and structures; 0 for a block that stands for NULL. */
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** The user memory of the instance is used up. */
export class OutOfUserMemoryError extends Error {
  override readonly name = "OutOfUserMemoryError";
  readonly code = "USER_MEMORY";
}

const ALIGNMENT = 16;

/** Left free between blocks: adjacent ones would be one fragment to MSG_ZEROCOPY. */
const GAP = 16;

const NULL_BLOCK: Block = { address: 0, bytes: new Uint8Array(), view: new DataView(new ArrayBuffer(0)) };

/**
 * The heap of the script's process: buffers of system calls. First fit; blocks are handed out
 * zeroed, as the data that scripts send is zeros unless they write it out.
 */
export class Heap {
  readonly #memory: UserMemory;
  /** Free pieces as [start, end), in order, not adjacent. */
  readonly #free: { start: number; end: number }[];
  readonly #used = new Map<number, number>();

  constructor(memory: UserMemory) {
    this.#memory = memory;
    this.#free = [{ start: 0, end: memory.bytes.length }];
  }

  /**
   * Zeroed bytes.
   * @throws {OutOfUserMemoryError}
   */
  allocate(size: number): Block {
    const wanted = Math.ceil(size / ALIGNMENT) * ALIGNMENT + GAP;
    const index = this.#free.findIndex(({ start, end }) => end - start >= wanted);
    const piece = this.#free[index];
    if (piece === undefined)
      throw new OutOfUserMemoryError(
        `no ${size} bytes left of ${this.#memory.bytes.length} bytes of user memory`,
      );
    const { start } = piece;
    piece.start += wanted;
    if (piece.start === piece.end) this.#free.splice(index, 1);
    this.#used.set(start, wanted);
    const bytes = this.#memory.bytes.subarray(start, start + size);
    bytes.fill(0);
    return {
      address: this.#memory.address + start,
      bytes,
      view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    };
  }

  /** A block that the script passes as NULL. */
  get null(): Block {
    return NULL_BLOCK;
  }

  /** Gives a block back; NULL is ignored. */
  release(block: Block): void {
    if (block.address === 0) return;
    const start = block.address - this.#memory.address;
    const size = this.#used.get(start);
    if (size === undefined) throw new RangeError("the block is not in use");
    this.#used.delete(start);
    this.#insert(start, start + size);
  }

  /** Adds a free piece, and joins it with those that it touches. */
  #insert(start: number, end: number): void {
    const free = this.#free;
    const found = free.findIndex((piece) => piece.start >= end);
    const index = found < 0 ? free.length : found;
    const before = index === 0 ? undefined : free[index - 1];
    const after = free[index];
    const touchesBefore = before?.end === start;
    const touchesAfter = after?.start === end;
    if (touchesBefore && touchesAfter) {
      before.end = after.end;
      free.splice(index, 1);
    } else if (touchesBefore) before.end = end;
    else if (touchesAfter) after.start = start;
    else free.splice(index, 0, { start, end });
  }
}
