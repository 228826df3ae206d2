// SPDX-License-Identifier: GPL-2.0
import type {
  BlockingEnd,
  ErrnoName,
  EventTime,
  Expression,
  OptionLine,
  OptionValue,
  Span,
  SymbolRef,
  SystemCall,
} from "../ast.js";
import { present } from "./present.js";

export function option(
  span: Span,
  name: string,
  value: OptionValue | null,
): Omit<OptionLine, "leading" | "comment"> {
  return { type: "option", span, name, ...present({ value }) };
}

export function absoluteTime(span: Span, ns: number, endNs: number | null): EventTime {
  return endNs === null ? { type: "absolute", span, ns } : { type: "absolute-range", span, ns, endNs };
}

export function relativeTime(span: Span, ns: number, endNs: number | null): EventTime {
  return endNs === null ? { type: "relative", span, ns } : { type: "relative-range", span, ns, endNs };
}

export interface SystemCallParts {
  readonly end: BlockingEnd | null;
  readonly errno: ErrnoName | null;
  readonly note: string | null;
}

export function systemCall(
  span: Span,
  name: string,
  args: readonly Expression<SymbolRef>[],
  result: Expression<SymbolRef>,
  parts: SystemCallParts,
): SystemCall<SymbolRef> {
  // by far the most frequent node with optional parts
  const call: { -readonly [K in keyof SystemCall<SymbolRef>]: SystemCall<SymbolRef>[K] } = {
    type: "syscall",
    span,
    name,
    args,
    result,
  };
  if (parts.errno !== null) call.errno = parts.errno;
  if (parts.note !== null) call.note = parts.note;
  if (parts.end !== null) call.end = parts.end;
  return call;
}
