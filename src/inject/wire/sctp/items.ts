// SPDX-License-Identifier: GPL-2.0

import { getU8, getU16, setU16 } from "../bytes.js";

/**
 * What chunks, parameters and error causes have in common: a header of four bytes, the last two of
 * which are a length that counts header and value, and padding to a multiple of four bytes that it
 * does not count. RFC 9260, sections 3.2, 3.2.1 and 3.3.10.
 */
interface Item {
  readonly value: Uint8Array;
  /** Only if it is not 4 + the bytes of the value. */
  readonly length?: number;
  /** Only if it is not zeros up to the next multiple of four bytes. */
  readonly padding?: Uint8Array;
}

export interface RawChunk extends Item {
  readonly chunkType: number;
  readonly flags: number;
}

/** A parameter, or an error cause. */
export interface RawParameter extends Item {
  readonly code: number;
}

export const ITEM_HEADER = 4;

export function itemLength({ value, padding }: Item): number {
  return ITEM_HEADER + value.length + (padding ?? ZEROS.subarray(0, paddingOf(value.length))).length;
}

const ZEROS = new Uint8Array(ITEM_HEADER);

/** How many bytes are missing to a multiple of four. */
function paddingOf(length: number): number {
  return -length & 3;
}

/** Chunks from `start` on, as long as they are whole; undefined bytes may follow the last one. */
export function parseChunks(bytes: Uint8Array, start: number, end: number): readonly RawChunk[] {
  return parse(bytes, start, end, (at) => ({ chunkType: getU8(bytes, at), flags: getU8(bytes, at + 1) }))
    .items;
}

/**
 * The parameters or causes that bytes consist of; undefined if they consist of something else.
 * The padding of the last one may be absent.
 */
export function parseParameters(bytes: Uint8Array): readonly RawParameter[] | undefined {
  const { items, end } = parse(bytes, 0, bytes.length, (at) => ({ code: getU16(bytes, at) }));
  return end === bytes.length ? items : undefined;
}

function parse<T>(
  bytes: Uint8Array,
  start: number,
  end: number,
  header: (at: number) => T,
): { items: readonly (T & Item)[]; end: number } {
  const items: (T & Item)[] = [];
  let at = start;
  while (end - at >= ITEM_HEADER) {
    const length = getU16(bytes, at + 2);
    if (length < ITEM_HEADER || length > end - at) break;
    const wanted = paddingOf(length);
    const padding = bytes.subarray(at + length, Math.min(at + length + wanted, end));
    const isUsual = padding.length === wanted && padding.every((byte) => byte === 0);
    const value = bytes.subarray(at + ITEM_HEADER, at + length);
    items.push({ ...header(at), value, ...(!isUsual && { padding }) });
    at += length + padding.length;
  }
  return { items, end: at };
}

/** Writes a chunk at `start`; returns where it ends. */
export function emitChunk(chunk: RawChunk, bytes: Uint8Array, start: number): number {
  bytes[start] = chunk.chunkType;
  bytes[start + 1] = chunk.flags;
  return emit(chunk, bytes, start);
}

/** Parameters or causes as bytes. The padding of the last one is nobody's but its container's. */
export function parametersToBytes(items: readonly RawParameter[]): Uint8Array {
  const bytes = new Uint8Array(items.reduce((sum, item) => sum + itemLength(item), 0));
  let at = 0;
  for (const item of items) {
    setU16(bytes, at, item.code);
    at = emit(item, bytes, at);
  }
  const last = items.at(-1);
  const excess = last && !last.padding ? paddingOf(last.value.length) : 0;
  return bytes.subarray(0, bytes.length - excess);
}

function emit(item: Item, bytes: Uint8Array, start: number): number {
  const { value, length = ITEM_HEADER + value.length, padding } = item;
  setU16(bytes, start + 2, length);
  bytes.set(value, start + ITEM_HEADER);
  if (padding) bytes.set(padding, start + ITEM_HEADER + value.length);
  return start + itemLength(item);
}
