// SPDX-License-Identifier: GPL-2.0
import type { Endpoints } from "./endpoint.js";
import type { MptcpOption } from "./mptcp.js";
import type { Blob, Node, Num } from "./span.js";
import type { AckRateRequestOption, ExperimentalOption, ResetReason } from "./tcp-experimental.js";

/** The nine flag bits of RFC 9293 and RFC 9768, at the places they have on the wire. */
export const TCP_FLAG = {
  FIN: 0x001,
  SYN: 0x002,
  RST: 0x004,
  PSH: 0x008,
  ACK: 0x010,
  URG: 0x020,
  ECE: 0x040,
  CWR: 0x080,
  AE: 0x100,
} as const;

export interface TcpFlags extends Node {
  /** Sum of {@link TCP_FLAG} values; those of an ACE digit are included. */
  readonly bits: number;
  /** True when AE, CWR and ECE were written as one digit 0 … 7, the ACE counter: `P.5`. */
  readonly ace: boolean;
}

/** `first:last(length)`; consistent when last = first + length modulo 2^32. */
export interface Sequence<S = never> extends Node {
  readonly start: Num<S>;
  readonly end: Num<S>;
  /** Bytes of payload. */
  readonly length: Num<S>;
  /**
   * `1:1001(1000)!` is absolute: the number on the wire, not relative to the initial one.
   * `...(1000)` is any: start is 0, and end is the length.
   */
  readonly mode?: "absolute" | "any";
}

/** Fields that are absent are none of the script's business. */
export interface TcpHeader<S = never> extends Node {
  readonly type: "tcp";
  readonly ports?: Ports<S>;
  /** Instead of ports. */
  readonly endpoints?: Endpoints<S>;
  readonly flags: TcpFlags;
  readonly sequence: Sequence<S>;
  readonly ack?: Num<S>;
  /** The field as on the wire: not scaled. */
  readonly window?: Num<S>;
  readonly urgent?: Num<S>;
  /** Absent for `<...>`: any options. An empty list means that there must be none. */
  readonly options?: readonly TcpOption<S>[];
  /** The payload of a reset segment that says why. */
  readonly resetReason?: ResetReason<S>;
  /** `sock(3)` at the end: the file descriptor of the socket that is meant. */
  readonly socket?: Num<S>;
}

/** `source > destination` */
export interface Ports<S = never> extends Node {
  readonly source: Num<S>;
  readonly destination: Num<S>;
}

export type TcpOption<S = never> =
  | EolOption
  | NopOption
  | MssOption<S>
  | WindowScaleOption<S>
  | SackPermittedOption
  | SackOption<S>
  | TimestampsOption<S>
  | Md5Option<S>
  | AoOption<S>
  | FastOpenOption<S>
  | AccEcnOption<S>
  | MptcpOption<S>
  | ExperimentalOption<S>
  | AckRateRequestOption<S>
  | UnknownOption<S>
  | RawOptions<S>;

/** `eol` */
export interface EolOption extends Node {
  readonly type: "eol";
}

/** `nop` */
export interface NopOption extends Node {
  readonly type: "nop";
}

/** `mss 1460` */
export interface MssOption<S = never> extends Node {
  readonly type: "mss";
  readonly value: Num<S>;
}

/** `wscale 8` */
export interface WindowScaleOption<S = never> extends Node {
  readonly type: "wscale";
  readonly shift: Num<S>;
}

/** `sackOK` */
export interface SackPermittedOption extends Node {
  readonly type: "sackOK";
}

/** `sack 1001:2001 3001:4001`; at least one block. */
export interface SackOption<S = never> extends Node {
  readonly type: "sack";
  readonly blocks: readonly SackBlock<S>[];
}

export interface SackBlock<S = never> extends Node {
  readonly left: Num<S>;
  readonly right: Num<S>;
}

/** `TS val 100 ecr 0`, `TS val ... ecr 0!` */
export interface TimestampsOption<S = never> extends Node {
  readonly type: "timestamps";
  /** Absent: any. */
  readonly value?: Num<S>;
  readonly echo: Num<S>;
  /** The echo is the number on the wire, and no value that a script's packet had. */
  readonly absoluteEcho?: true;
}

/** `md5 000102…`, RFC 2385. Without a digest (`md5`): any digest; `md5 valid`: the right one. */
export interface Md5Option<S = never> extends Node {
  readonly type: "md5";
  readonly digest?: Blob<S>;
  readonly valid?: true;
}

/** `ao keyid 1 rnextkeyid 2 mac 0a0b…`, RFC 5925. Without a mac: any mac. */
export interface AoOption<S = never> extends Node {
  readonly type: "ao";
  readonly keyId: Num<S>;
  readonly rnextKeyId: Num<S>;
  readonly mac?: Blob<S>;
}

/** `FO abcd1234` (RFC 7413), `FOEXP abcd1234` (kind 254, magic 0xf989); without cookie: a request. */
export interface FastOpenOption<S = never> extends Node {
  readonly type: "fastopen";
  readonly experimental: boolean;
  readonly cookie?: Blob<S>;
}

/**
 * `ECN e0b 1 ceb 0 e1b 1` (order 0, kind 172) or `ECN e1b 1 ceb 0 e0b 1` (order 1, kind 174),
 * RFC 9768. Up to three 24-bit counters, in the order of the wire. Before there was an RFC, it was
 * an experimental option: `exp-AccECN0 ee0b 1 eceb 0 ee1b 1`, ExID 0xacc0, or 0xacc1 for order 1.
 */
export interface AccEcnOption<S = never> extends Node {
  readonly type: "accecn";
  readonly order: 0 | 1;
  readonly counters: readonly Num<S>[];
  readonly experimental?: true;
}

/** `kind 253 0a0b`: an option of any kind, known or not, as bytes; the length byte is implied. */
export interface UnknownOption<S = never> extends Node {
  readonly type: "unknown";
  readonly kind: Num<S>;
  readonly data?: Blob<S>;
}

/** `raw 0203`: bytes of the option area that are no well-formed option. */
export interface RawOptions<S = never> extends Node {
  readonly type: "raw";
  readonly data: Blob<S>;
}
