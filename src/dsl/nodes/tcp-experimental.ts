// SPDX-License-Identifier: GPL-2.0
import type { Blob, ExperimentalOption, Num, Sequence, Span, SymbolRef, TimestampsOption } from "../ast.js";

type S = SymbolRef;

/** Without the span; undefined if the identifier has more than 16 bits. */
export function experimental(
  digits: string,
  data: Blob<S> | null,
): Omit<ExperimentalOption<S>, "span"> | undefined {
  const exId = Number.parseInt(digits, 16);
  return exId > 0xffff ? undefined : { type: "experimental", exId, ...(data && { data }) };
}

/** A list that nests: the first, and what follows it if anything does. */
type Nested = readonly [first: Num<S>, rest: readonly [second: Num<S>, third: Num<S> | null] | null];

export function echoes(list: Nested | null): readonly Num<S>[] {
  if (list === null) return [];
  const [first, rest] = list;
  if (rest === null) return [first];
  const [second, third] = rest;
  return third === null ? [first, second] : [first, second, third];
}

/** `1:1001(1000)`, or `1:1001(1000)!` for a number that is not relative to the initial one. */
export function sequence(
  span: Span,
  start: Num<S>,
  end: Num<S>,
  length: Num<S>,
  isAbsolute: boolean,
): Sequence<S> {
  return isAbsolute ? { span, start, end, length, mode: "absolute" } : { span, start, end, length };
}

/** @param value null for `...` */
export function timestamps(
  span: Span,
  value: Num<S> | null,
  echo: Num<S>,
  isAbsolute: boolean,
): TimestampsOption<S> {
  return {
    type: "timestamps",
    span,
    ...(value !== null && { value }),
    echo,
    ...(isAbsolute && { absoluteEcho: true }),
  };
}
