// SPDX-License-Identifier: GPL-2.0
import {
  type AoOption,
  type Blob,
  type FastOpenOption,
  type Md5Option,
  type Num,
  type ResetReason,
  type Sequence,
  type Span,
  type SymbolRef,
  TCP_FLAG,
  type TcpFlags,
  type TcpHeader,
  type TcpOption,
  type UnknownOption,
} from "../ast.js";
import type { EndpointsOrPorts } from "./endpoint.js";
import { present } from "./present.js";

type S = SymbolRef;

export interface TcpParts {
  readonly ends: EndpointsOrPorts | null;
  readonly flags: TcpFlags;
  readonly sequence: Sequence<S>;
  readonly ack: Num<S> | null;
  readonly window: Num<S> | null;
  readonly urgent: Num<S> | null;
  readonly options: readonly TcpOption<S>[] | "any" | null;
  readonly resetReason: ResetReason<S> | null;
  readonly socket: Num<S> | null;
}

export function tcp(span: Span, parts: TcpParts): TcpHeader<S> {
  const { ends, flags, sequence, ack, window, urgent, options, resetReason, socket } = parts;
  const header: { -readonly [K in keyof TcpHeader<S>]: TcpHeader<S>[K] } = {
    type: "tcp",
    span,
    flags,
    sequence,
  };
  if (ends !== null) Object.assign(header, ends);
  if (ack !== null) header.ack = ack;
  if (window !== null) header.window = window;
  if (urgent !== null) header.urgent = urgent;
  if (options !== "any") header.options = options ?? [];
  if (resetReason !== null) header.resetReason = resetReason;
  if (socket !== null) header.socket = socket;
  return header;
}

const LETTERS: Readonly<Record<string, number>> = {
  F: TCP_FLAG.FIN,
  S: TCP_FLAG.SYN,
  R: TCP_FLAG.RST,
  P: TCP_FLAG.PSH,
  ".": TCP_FLAG.ACK,
  U: TCP_FLAG.URG,
  E: TCP_FLAG.ECE,
  W: TCP_FLAG.CWR,
  A: TCP_FLAG.AE,
};

/** Letters and at most one ACE digit, which excludes the letters that it stands for. */
export function tcpFlags(span: Span, text: string): TcpFlags | undefined {
  let bits = 0;
  let ace = false;
  for (const letter of text) {
    const flag = LETTERS[letter];
    if (flag !== undefined) {
      bits |= flag;
    } else {
      if (ace) return undefined;
      ace = true;
      // the digit's bits from the highest: AE, CWR, ECE, which are neighbours on the wire
      bits |= Number(letter) * TCP_FLAG.ECE;
    }
  }
  const letters = /[EWA]/.test(text);
  return ace && letters ? undefined : { span, bits, ace };
}

export function fastOpen(span: Span, experimental: boolean, cookie: Blob<S> | null): FastOpenOption<S> {
  return { type: "fastopen", span, experimental, ...present({ cookie }) };
}

export function md5(span: Span, digest: Blob<S> | null): Md5Option<S> {
  return { type: "md5", span, ...present({ digest }) };
}

export function ao(span: Span, keyId: Num<S>, rnextKeyId: Num<S>, mac: Blob<S> | null): AoOption<S> {
  return { type: "ao", span, keyId, rnextKeyId, ...present({ mac }) };
}

export function unknownOption(span: Span, kind: Num<S>, data: Blob<S> | null): UnknownOption<S> {
  return { type: "unknown", span, kind, ...present({ data }) };
}

/** The counters of an AccECN option: the first one, and those that follow it. */
export function counters(first: Num<S>, rest: readonly (Num<S> | null)[] | null): readonly Num<S>[] {
  return [first, ...(rest ?? []).filter((counter) => counter !== null)];
}
