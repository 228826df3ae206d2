// SPDX-License-Identifier: GPL-2.0
import type { ConcatExpression, StringExpression } from "./expression.js";
import type { Node, Num } from "./span.js";

/** What a packet carries: `"GET /"`, `"HTTP/1.1 200"...` for its first bytes, `pattern(1000)`. */
export type Contents<S = never> = StringExpression | ConcatExpression | PatternContents<S>;

/** `pattern(1000)`: bytes of the pattern of src/inject/wire/pattern.ts, from this position on. */
export interface PatternContents<S = never> extends Node {
  readonly type: "pattern";
  readonly start: Num<S>;
}
