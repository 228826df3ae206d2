// SPDX-License-Identifier: GPL-2.0
import {
  type AddAddressOption,
  type DataSequence,
  type DssOption,
  MP_CAPABLE_FLAG,
  MP_RESET_FLAG,
  type MpCapableOption,
  type MpFailOption,
  type MpFastcloseOption,
  type MpJoinAckOption,
  type MpJoinSynAckOption,
  type MpJoinSynOption,
  type MpPrioOption,
  type MpResetOption,
  type MptcpAddress,
  type MptcpHash,
  type MptcpHashFunction,
  type MptcpKey,
  type Node,
  type Num,
  type Num64,
  type Span,
  type SymbolRef,
} from "../ast.js";
import { joinFields } from "./fields.js";
import { present } from "./present.js";

type S = SymbolRef;

/** What an option has besides its type and place. */
type Fields<T extends Node> = Partial<Omit<T, "type" | "span">>;

export function mpCapable(
  span: Span,
  list: readonly Fields<MpCapableOption<S>>[],
): MpCapableOption<S> | undefined {
  const { version = 1, flags, keys, ...rest } = joinFields(list) ?? {};
  if (flags === undefined || keys === undefined) return undefined;
  return { type: "mp_capable", span, version, flags, keys, ...rest };
}

/** Version 0, with the flags of a host that does (`summed`) or does not ask for checksums unless it has own ones. */
export function oldMpCapable(
  span: Span,
  summed: boolean,
  keys: readonly MptcpKey<S>[],
  letters: readonly string[],
): MpCapableOption<S> | undefined {
  if (keys.length < 1 || keys.length > 2) return undefined;
  const usual = MP_CAPABLE_FLAG.H | (summed ? MP_CAPABLE_FLAG.A : 0);
  const flags = letters.length === 0 ? usual : letters.includes("") ? 0 : mpCapableFlags(letters);
  return { type: "mp_capable", span, version: 0, flags, keys };
}

/** The version of "v1"; undefined if it does not fit. */
export function mpVersion(digits: string): number | undefined {
  const version = Number(digits);
  return version < 16 ? version : undefined;
}

/** Letters a … h; an empty one stands for no flag. */
export function mpCapableFlags(letters: readonly string[]): number {
  return flagBits(MP_CAPABLE_FLAG, letters);
}

/** Letters t … w; an empty one stands for no flag. */
export function mpResetFlags(letters: readonly string[]): number {
  return flagBits(MP_RESET_FLAG, letters);
}

function flagBits(table: Readonly<Record<string, number>>, letters: readonly string[]): number {
  return letters.reduce((bits, letter) => bits | (table[letter.toUpperCase()] ?? 0), 0);
}

export function mptcpKey(span: Span, name: string | null, value: Num64<S> | null): MptcpKey<S> {
  return { span, ...present({ name, value }) };
}

export function mpJoinSyn(
  span: Span,
  list: readonly Fields<MpJoinSynOption<S>>[],
): MpJoinSynOption<S> | undefined {
  const fields = joinFields(list);
  return fields && { type: "mp_join_syn", span, ...fields };
}

export function mpJoinSynAck(
  span: Span,
  list: readonly Fields<MpJoinSynAckOption<S>>[],
): MpJoinSynAckOption<S> | undefined {
  const fields = joinFields(list);
  return fields && { type: "mp_join_syn_ack", span, ...fields };
}

export function mpJoinAck(
  span: Span,
  list: readonly Fields<MpJoinAckOption<S>>[],
): MpJoinAckOption<S> | undefined {
  const fields = joinFields(list);
  return fields && { type: "mp_join_ack", span, ...fields };
}

export function dss(span: Span, list: readonly Fields<DssOption<S>>[]): DssOption<S> | undefined {
  const fields = joinFields(list);
  return fields && { type: "dss", span, fin: false, ...fields };
}

export function dataSequence(
  span: Span,
  octets: 4 | 8,
  value: Num64<S> | MptcpHash<S> | null,
): DataSequence<S> {
  return { span, octets, ...present({ value }) };
}

export function addAddress(
  span: Span,
  list: readonly Fields<AddAddressOption<S>>[],
): AddAddressOption<S> | undefined {
  const fields = joinFields(list);
  return fields && { type: "add_address", span, echo: false, ...fields };
}

export function mptcpAddress(
  span: Span,
  name: string | null,
  literal: MptcpAddress["literal"] | null,
): MptcpAddress {
  return { span, ...present({ name }), ...(literal && { literal }) };
}

export function mpPrio(span: Span, list: readonly Fields<MpPrioOption<S>>[]): MpPrioOption<S> | undefined {
  const fields = joinFields(list);
  return fields && { type: "mp_prio", span, ...fields };
}

export function mpFail(span: Span, dsn: Num64<S> | MptcpHash<S> | null): MpFailOption<S> {
  return { type: "mp_fail", span, ...present({ dsn }) };
}

export function mpFastclose(
  span: Span,
  key: MptcpKey<S> | null,
  offset: Num64<S> | null,
): MpFastcloseOption<S> {
  return { type: "mp_fastclose", span, ...present({ key, offset }) };
}

export function mpReset(span: Span, reason: Num<S>, flags: Num<S> | null): MpResetOption<S> {
  return { type: "mp_reset", span, reason, ...present({ flags }) };
}

export function mptcpHash(
  span: Span,
  name: MptcpHashFunction,
  args: readonly (string | number | bigint)[],
  offset: Num64<S> | null,
): MptcpHash<S> {
  return { type: "hash", span, function: name, args, ...present({ offset }) };
}
