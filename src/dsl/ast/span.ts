// SPDX-License-Identifier: GPL-2.0

/** Where a node stands in the script text. */
export interface Span {
  /** Offset of the first character, in UTF-16 code units from the start of the file. */
  readonly start: number;
  /** Offset just after the last character. */
  readonly end: number;
  /** Line of the first character, counted from 1; 0 for nodes that stand in no file. */
  readonly line: number;
  /** Column of the first character in UTF-16 code units, counted from 1. */
  readonly column: number;
}

/** The span of nodes made from live packets and actual values: they stand in no file. */
export const NO_SPAN: Span = Object.freeze({ start: 0, end: 0, line: 0, column: 0 });

/** What every node has. */
export interface Node {
  readonly span: Span;
}

/**
 * A name in a place where a number or hex bytes are wanted, to be replaced by `--define=NAME=value`.
 *
 * The nodes that may hold one take a type parameter `S`: a parsed script is a `Script<SymbolRef>`,
 * and the pass `bind` turns it into a `Script`, where `S` is `never` and only values are left.
 * Packets made from the wire are of the second sort by nature.
 */
export interface SymbolRef extends Node {
  readonly type: "symbol";
  readonly name: string;
}

/** A number of a packet field: 0 … 2^32-1, or narrower where the field is narrower. */
export type Num<S = never> = number | S;

/** A number of a field of up to 64 bits; a bigint only where a number would not be exact. */
export type Num64<S = never> = number | bigint | S;

/** Bytes written as hex digits: an even number of them, without 0x. */
export interface HexBytes extends Node {
  readonly type: "hex";
  readonly bytes: Uint8Array;
}

export type Blob<S = never> = HexBytes | S;
