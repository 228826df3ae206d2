// SPDX-License-Identifier: GPL-2.0
import type { GreFields, MplsEntry } from "./packet.js";
import type { Node } from "./span.js";

/** Arguments and results of system calls. */
export type Expression<S = never> =
  | IntegerExpression
  | StringExpression
  | ConcatExpression
  | EllipsisExpression
  | NameExpression
  | UnaryExpression<S>
  | BinaryExpression<S>
  | AssignExpression<S>
  | CallExpression<S>
  | ArrayExpression<S>
  | StructExpression<S>
  | GreExpression<S>
  | MplsExpression<S>;

/** `-1`, `0x2`. Between -2^63 and 2^64-1; a bigint only where a number would not be exact. */
export interface IntegerExpression extends Node {
  readonly type: "integer";
  readonly value: number | bigint;
  /** How it was written. */
  readonly radix: 10 | 16;
}

/** `"text\n"`, and `"text"...` for a prefix. */
export interface StringExpression extends Node {
  readonly type: "string";
  /** What stands between the quotes, C escapes not yet replaced: see `unescapeString`. */
  readonly raw: string;
  /** True for `"text"...`: more bytes may follow. */
  readonly open: boolean;
}

/** `"one " "two"`: adjacent strings; two at least. */
export interface ConcatExpression extends Node {
  readonly type: "concat";
  readonly parts: readonly StringExpression[];
}

/** `...`: any value, or a value that the runner supplies. */
export interface EllipsisExpression extends Node {
  readonly type: "ellipsis";
}

/** `SOCK_STREAM`: a constant of the kernel's headers or a define. */
export interface NameExpression extends Node {
  readonly type: "name";
  readonly name: string;
}

export type UnaryOperator = "-" | "~";

export interface UnaryExpression<S = never> extends Node {
  readonly type: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expression<S>;
}

export type BinaryOperator = "|" | "^" | "&" | "<<" | ">>" | "+" | "-" | "*";

/** C's operators with C's precedence; all group to the left. */
export interface BinaryExpression<S = never> extends Node {
  readonly type: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression<S>;
  readonly right: Expression<S>;
}

/** `tcpi_snd_cwnd=10` outside of braces. */
export interface AssignExpression<S = never> extends Node {
  readonly type: "assign";
  readonly name: string;
  readonly value: Expression<S>;
}

/** `htons(8080)`, `inet_addr("192.0.2.1")`, `inet6_addr("::1")` */
export interface CallExpression<S = never> extends Node {
  readonly type: "call";
  readonly name: string;
  readonly args: readonly Expression<S>[];
}

/** `[1]`, `[{fd=3, events=POLLIN, revents=0}]` */
export interface ArrayExpression<S = never> extends Node {
  readonly type: "array";
  readonly elements: readonly Expression<S>[];
}

/**
 * `{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")}`, `{..., 1000}`,
 * `{msg_name(...)=..., msg_iov(1)=[…], msg_flags=0}`. What the members mean is the system call's
 * business.
 */
export interface StructExpression<S = never> extends Node {
  readonly type: "struct";
  readonly members: readonly StructMember<S>[];
}

export interface StructMember<S = never> extends Node {
  /** Absent when the member is known by its position: `{..., 1000}`. */
  readonly name?: string;
  /** The count in parentheses after the name: `msg_iov(1)=`. */
  readonly count?: Expression<S>;
  readonly value: Expression<S>;
}

/** `{flags [key present], sum 0, off 0, key = 5, seq 0}` */
export interface GreExpression<S = never> extends Node {
  readonly type: "gre";
  readonly fields: GreFields<S>;
}

/** `{(label 16, tc 0, [S], ttl 64)}` */
export interface MplsExpression<S = never> extends Node {
  readonly type: "mpls";
  readonly entries: readonly MplsEntry<S>[];
}
