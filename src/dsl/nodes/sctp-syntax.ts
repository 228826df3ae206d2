// SPDX-License-Identifier: GPL-2.0
import type {
  Any,
  Contents,
  Node,
  SctpAddress,
  SctpGap,
  SctpMessage,
  SctpStream,
  Span,
  SymbolRef,
} from "../ast.js";

/**
 * What the grammar reads between the brackets of a chunk, parameter or cause: the same for all of
 * them. Which names may stand there, and what their values are, is in the tables.
 */
export interface SctpItem extends Place, Node {
  readonly type: "item";
  readonly name: string;
  readonly members: readonly SctpMember[];
}

export type SctpMember =
  | (Place & { readonly type: "any" })
  | (Place & { readonly type: "field"; readonly name: string; readonly value: SctpValue })
  | SctpItem;

export type SctpValue =
  | number
  | Any
  | SctpWord
  | SctpItem
  | readonly SctpValue[]
  | SctpContents
  | SctpAddress
  | SctpGap<SymbolRef>
  | SctpStream<SymbolRef>
  | SctpMessage<SymbolRef>;

/** A string, or bytes of the pattern. */
export interface SctpContents extends Node {
  readonly type: "contents";
  readonly contents: Contents<SymbolRef>;
}

/** A defined name, the name of a constant, or letters of flags. */
export interface SctpWord extends Node {
  readonly type: "word";
  readonly name: string;
}

/** Offsets in the text that the grammar reads. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What is wrong with an item, and where. */
export class Mistake implements Place {
  readonly start: number;
  readonly end: number;

  constructor(
    readonly message: string,
    { start, end }: Place,
  ) {
    this.start = start;
    this.end = end;
  }
}

/** What the grammar's actions can do besides making nodes. */
export interface Context {
  /** Makes the node of a name that stands for a value. */
  readonly symbol: (span: Span, name: string) => SymbolRef;
  /** Tells of something that is understood, but usually written otherwise. */
  readonly warn: (place: Place, code: string, message: string) => void;
}
