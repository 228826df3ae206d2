// SPDX-License-Identifier: GPL-2.0

import type { Contents } from "./contents.js";
import type { SctpCause, SctpChunk, SctpParameter } from "./sctp.js";
import type { Node, Num } from "./span.js";

/**
 * The fields of SCTP's chunks, parameters and error causes. Each of these is described once, in a
 * table (sctp-chunks.ts, sctp-parameters.ts, sctp-causes.ts), with its fields in the order of the
 * wire. The types of the nodes are made from the tables, and whatever looks at all fields alike
 * goes by them: grammar, printer, bind, passes, codecs.
 */

/** `...` where one value is wanted: any value, or one that the run supplies. */
export type Any = "any";

/** What the value of a field is, for each kind of field. */
export interface SctpValues<S = never> {
  /** `tsn=1`, `type=0x8008`, `edmid=SCTP_OVER_DTLS` */
  readonly number: Num<S>;
  /** `flgs=IBE`, `flgs=0x3` */
  readonly flags: Num<S>;
  /** `val=[0x00, 0x01]`, `sids=[1, 2]`, `types=[RECONFIG, 0xc0]` */
  readonly numbers: readonly Num<S>[];
  /** `gaps=[2:3, 5:5]` */
  readonly gaps: readonly SctpGap<S>[];
  /** `ids=[{1,0}]`; RFC 3758, section 3.2. */
  readonly streams: readonly SctpStream<S>[];
  /** `ids=[{1,0,7}]`; RFC 8260, section 2.3.1. */
  readonly messages: readonly SctpMessage<S>[];
  /** `addr=192.0.2.1`, `addr=2001:db8::1` */
  readonly address: SctpAddress;
  /** `info="why"` */
  readonly text: SctpText;
  /** `data="hello"`, `data=pattern(0)` */
  readonly contents: Contents<S>;
  /** `chk=DATA[…]` */
  readonly chunk: SctpChunk<S>;
  /** `param=HOSTNAME_ADDRESS[…]` */
  readonly parameter: SctpParameter<S>;
  readonly parameters: readonly SctpParameter<S>[];
  readonly causes: readonly SctpCause<S>[];
}

export type SctpKind = keyof SctpValues;

/** First and last of the TSNs received, as offsets from the cumulative TSN. */
export interface SctpGap<S = never> extends Node {
  readonly type: "gap";
  readonly start: Num<S>;
  readonly end: Num<S>;
}

export interface SctpStream<S = never> extends Node {
  readonly type: "stream";
  readonly sid: Num<S>;
  readonly ssn: Num<S>;
}

export interface SctpMessage<S = never> extends Node {
  readonly type: "message";
  readonly sid: Num<S>;
  /** 16 bits, of which the last one tells unordered messages from ordered ones. */
  readonly flags: Num<S>;
  readonly mid: Num<S>;
}

export interface SctpAddress extends Node {
  readonly type: "address";
  readonly text: string;
}

export interface SctpText extends Node {
  readonly type: "text";
  /** What stands between the quotes, C escapes not yet replaced: see `unescapeString`. */
  readonly raw: string;
}

export type SctpNames = Readonly<Record<string, number>>;

/** One field of a chunk, parameter or cause. */
export interface SctpField<K extends SctpKind = SctpKind, O extends boolean = boolean> {
  /** What a script calls it; empty for a list that stands without name behind the other fields. */
  readonly name: string;
  readonly kind: K;
  /** Width of the number, or of each number of the list; 0 where there is none. */
  readonly bits: number;
  /** How the numbers are printed. */
  readonly radix: 10 | 16;
  /** Names that stand for numbers; of flags, the letter of each bit. */
  readonly names: SctpNames;
  /** True if a script may leave it out, which makes the property absent. */
  readonly optional: O;
}

export type SctpFields = Readonly<Record<string, SctpField>>;

/** The table of a family: what each member is called, its number on the wire, and its fields. */
export type SctpTable = Readonly<Record<string, SctpEntry>>;

export interface SctpEntry {
  /** Chunk type, parameter type or cause code; absent where the script gives it as a field. */
  readonly code?: number;
  readonly fields: SctpFields;
}

/** The nodes that a table describes: one of its names as `type`, and the values of its fields. */
export type SctpNodes<T extends SctpTable, S> = {
  readonly [N in keyof T & string]: Node & { readonly type: N } & ValuesOf<T[N]["fields"], S>;
}[keyof T & string];

type ValuesOf<F extends SctpFields, S> = {
  readonly [P in keyof F as F[P]["optional"] extends true ? never : P]: SctpValues<S>[F[P]["kind"]] | Any;
} & {
  readonly [P in keyof F as F[P]["optional"] extends true ? P : never]?: SctpValues<S>[F[P]["kind"]] | Any;
};

const NO_NAMES: SctpNames = {};

function field<K extends SctpKind>(kind: K, name: string, bits = 0): SctpField<K, false> {
  return { name, kind, bits, radix: 10, names: NO_NAMES, optional: false };
}

/** An unsigned number of 8, 16 or 32 bits. */
export function number(name: string, bits: 8 | 16 | 32, names = NO_NAMES): SctpField<"number", false> {
  return { ...field("number", name, bits), names };
}

export function numbers(name: string, bits: 8 | 16 | 32, names = NO_NAMES): SctpField<"numbers", false> {
  return { ...field("numbers", name, bits), names };
}

/** Bytes of which nothing more is known. */
export function bytes(name: string): SctpField<"numbers", false> {
  return { ...field("numbers", name, 8), radix: 16 };
}

/** The byte after the type of a chunk; the letters are from the highest bit to the lowest. */
export function flags(letters = NO_NAMES): SctpField<"flags", false> {
  return { ...field("flags", "flgs", 8), radix: 16, names: letters };
}

/** A field that is only a kind of its own. */
export function of<K extends SctpKind>(kind: K, name: string): SctpField<K, false> {
  return field(kind, name, kind === "gaps" ? 16 : 0);
}

/** A list that stands without name behind the other fields. */
export function rest<K extends "parameters" | "causes">(kind: K): SctpField<K, false> {
  return field(kind, "");
}

export function hex<K extends SctpKind, O extends boolean>(of: SctpField<K, O>): SctpField<K, O> {
  return { ...of, radix: 16 };
}

export function optional<K extends SctpKind>(of: SctpField<K, false>): SctpField<K, true> {
  return { ...of, optional: true };
}
