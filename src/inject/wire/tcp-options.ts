// SPDX-License-Identifier: GPL-2.0

import { getU8, getU16, getU24, getU32, setU16, setU24, setU32 } from "./bytes.js";
import { emitMptcp } from "./mptcp/emit.js";
import { mptcpDataLength } from "./mptcp/length.js";
import type { MptcpOption } from "./mptcp/option.js";
import { parseMptcp } from "./mptcp/parse.js";

/** Option kinds, IANA "TCP Option Kind Numbers". */
export const TCP_OPTION = {
  EOL: 0,
  NOP: 1,
  MSS: 2,
  WINDOW_SCALE: 3,
  SACK_PERMITTED: 4,
  SACK: 5,
  TIMESTAMPS: 8,
  MD5: 19,
  AO: 29,
  MPTCP: 30,
  FAST_OPEN: 34,
  ACCECN0: 172,
  ACCECN1: 174,
  EXPERIMENTAL: 254,
} as const;

/** The experiment identifier of Fast Open before it had a kind of its own, RFC 7413 section 4.1.1. */
export const FAST_OPEN_EXID = 0xf989;

/**
 * One TCP option. What is on the wire is always representable: an option of unknown kind, or of
 * a known kind with a length it cannot have, is `unknown`; bytes that are no option at all are
 * `raw` with what is wrong about them, and end the list.
 */
export type TcpOption =
  | { readonly type: "eol" }
  | { readonly type: "nop" }
  | { readonly type: "mss"; readonly value: number }
  | { readonly type: "wscale"; readonly shift: number }
  | { readonly type: "sackOK" }
  | { readonly type: "sack"; readonly blocks: readonly SackBlock[] }
  | { readonly type: "timestamps"; readonly value: number; readonly echo: number }
  | { readonly type: "md5"; readonly digest: Uint8Array }
  | { readonly type: "ao"; readonly keyId: number; readonly rnextKeyId: number; readonly mac: Uint8Array }
  | { readonly type: "fastopen"; readonly experimental: boolean; readonly cookie: Uint8Array }
  | { readonly type: "accecn"; readonly order: 0 | 1; readonly counters: readonly number[] }
  | { readonly type: "mptcp"; readonly option: MptcpOption }
  | { readonly type: "unknown"; readonly kind: number; readonly data: Uint8Array }
  | { readonly type: "raw"; readonly data: Uint8Array; readonly problem?: RawProblem };

/** From `left` up to, not including, `right`; RFC 2018 section 3. */
export interface SackBlock {
  readonly left: number;
  readonly right: number;
}

/** Why the rest of the option area is no option. */
export type RawProblem = "length byte missing" | "length below 2" | "length past the header";

export type TcpOptionOf<T extends TcpOption["type"]> = Extract<TcpOption, { readonly type: T }>;

/** Reads the option area bytes[start, end). Never fails: see {@link TcpOption}. */
export function parseTcpOptions(bytes: Uint8Array, start: number, end: number): readonly TcpOption[] {
  const options: TcpOption[] = [];
  for (let at = start; at < end; ) {
    const kind = getU8(bytes, at);
    if (kind === TCP_OPTION.EOL || kind === TCP_OPTION.NOP) {
      options.push(kind === TCP_OPTION.EOL ? { type: "eol" } : { type: "nop" });
      at++;
      continue;
    }
    const length = at + 1 < end ? getU8(bytes, at + 1) : 0;
    const problem = lengthProblem(length, at, end);
    if (problem) {
      options.push({ type: "raw", data: bytes.subarray(at, end), problem });
      break;
    }
    options.push(parseOption(kind, bytes, at + 2, at + length));
    at += length;
  }
  return options;
}

function lengthProblem(length: number, at: number, end: number): RawProblem | undefined {
  if (at + 1 >= end) return "length byte missing";
  if (length < 2) return "length below 2";
  if (at + length > end) return "length past the header";
  return undefined;
}

function parseOption(kind: number, bytes: Uint8Array, start: number, end: number): TcpOption {
  const length = end - start;
  switch (kind) {
    case TCP_OPTION.MSS:
      if (length === 2) return { type: "mss", value: getU16(bytes, start) };
      break;
    case TCP_OPTION.WINDOW_SCALE:
      if (length === 1) return { type: "wscale", shift: getU8(bytes, start) };
      break;
    case TCP_OPTION.SACK_PERMITTED:
      if (length === 0) return { type: "sackOK" };
      break;
    case TCP_OPTION.SACK:
      if (length > 0 && length % 8 === 0) return { type: "sack", blocks: parseSackBlocks(bytes, start, end) };
      break;
    case TCP_OPTION.TIMESTAMPS:
      if (length === 8) {
        return { type: "timestamps", value: getU32(bytes, start), echo: getU32(bytes, start + 4) };
      }
      break;
    case TCP_OPTION.MD5:
      return { type: "md5", digest: bytes.subarray(start, end) };
    case TCP_OPTION.AO:
      if (length >= 2) {
        const [keyId, rnextKeyId] = [getU8(bytes, start), getU8(bytes, start + 1)];
        return { type: "ao", keyId, rnextKeyId, mac: bytes.subarray(start + 2, end) };
      }
      break;
    case TCP_OPTION.MPTCP: {
      const option = parseMptcp(bytes, start, end);
      if (option) return { type: "mptcp", option };
      break;
    }
    case TCP_OPTION.FAST_OPEN:
      return { type: "fastopen", experimental: false, cookie: bytes.subarray(start, end) };
    case TCP_OPTION.EXPERIMENTAL:
      if (length >= 2 && getU16(bytes, start) === FAST_OPEN_EXID) {
        return { type: "fastopen", experimental: true, cookie: bytes.subarray(start + 2, end) };
      }
      break;
    case TCP_OPTION.ACCECN0:
    case TCP_OPTION.ACCECN1:
      if (length % 3 === 0 && length <= 9) {
        return {
          type: "accecn",
          order: kind === TCP_OPTION.ACCECN0 ? 0 : 1,
          counters: parseCounters(bytes, start, end),
        };
      }
      break;
  }
  return { type: "unknown", kind, data: bytes.subarray(start, end) };
}

function parseSackBlocks(bytes: Uint8Array, start: number, end: number): readonly SackBlock[] {
  const blocks: SackBlock[] = [];
  for (let at = start; at < end; at += 8) {
    blocks.push({ left: getU32(bytes, at), right: getU32(bytes, at + 4) });
  }
  return blocks;
}

function parseCounters(bytes: Uint8Array, start: number, end: number): readonly number[] {
  const counters: number[] = [];
  for (let at = start; at < end; at += 3) counters.push(getU24(bytes, at));
  return counters;
}

/** The kind byte of an option; that of the first byte for raw bytes. */
export function tcpOptionKind(option: TcpOption): number {
  switch (option.type) {
    case "eol":
      return TCP_OPTION.EOL;
    case "nop":
      return TCP_OPTION.NOP;
    case "mss":
      return TCP_OPTION.MSS;
    case "wscale":
      return TCP_OPTION.WINDOW_SCALE;
    case "sackOK":
      return TCP_OPTION.SACK_PERMITTED;
    case "sack":
      return TCP_OPTION.SACK;
    case "timestamps":
      return TCP_OPTION.TIMESTAMPS;
    case "md5":
      return TCP_OPTION.MD5;
    case "ao":
      return TCP_OPTION.AO;
    case "mptcp":
      return TCP_OPTION.MPTCP;
    case "fastopen":
      return option.experimental ? TCP_OPTION.EXPERIMENTAL : TCP_OPTION.FAST_OPEN;
    case "accecn":
      return option.order === 0 ? TCP_OPTION.ACCECN0 : TCP_OPTION.ACCECN1;
    case "unknown":
      return option.kind;
    case "raw":
      return option.data[0] ?? TCP_OPTION.EOL;
  }
}

/** Bytes on the wire, kind and length byte included. */
export function tcpOptionLength(option: TcpOption): number {
  switch (option.type) {
    case "eol":
    case "nop":
      return 1;
    case "mss":
      return 4;
    case "wscale":
      return 3;
    case "sackOK":
      return 2;
    case "sack":
      return 2 + 8 * option.blocks.length;
    case "timestamps":
      return 10;
    case "md5":
      return 2 + option.digest.length;
    case "ao":
      return 4 + option.mac.length;
    case "mptcp":
      return 2 + mptcpDataLength(option.option);
    case "fastopen":
      return (option.experimental ? 4 : 2) + option.cookie.length;
    case "accecn":
      return 2 + 3 * option.counters.length;
    case "unknown":
      return 2 + option.data.length;
    case "raw":
      return option.data.length;
  }
}

/** Bytes of the option area, without the padding to a multiple of 4. */
export function tcpOptionsLength(options: readonly TcpOption[]): number {
  let length = 0;
  for (const option of options) length += tcpOptionLength(option);
  return length;
}

/** Writes the options from `start` on; returns where they end. */
export function emitTcpOptions(options: readonly TcpOption[], bytes: Uint8Array, start: number): number {
  let at = start;
  for (const option of options) {
    const length = tcpOptionLength(option);
    emitOption(option, bytes, at, length);
    at += length;
  }
  return at;
}

function emitOption(option: TcpOption, bytes: Uint8Array, at: number, length: number): void {
  if (option.type === "raw") {
    bytes.set(option.data, at);
    return;
  }
  bytes[at] = tcpOptionKind(option);
  if (option.type === "eol" || option.type === "nop") return;
  bytes[at + 1] = length;
  const data = at + 2;
  switch (option.type) {
    case "mss":
      setU16(bytes, data, option.value);
      break;
    case "wscale":
      bytes[data] = option.shift;
      break;
    case "sackOK":
      break;
    case "sack":
      for (const [i, block] of option.blocks.entries()) {
        setU32(bytes, data + 8 * i, block.left);
        setU32(bytes, data + 8 * i + 4, block.right);
      }
      break;
    case "timestamps":
      setU32(bytes, data, option.value);
      setU32(bytes, data + 4, option.echo);
      break;
    case "md5":
      bytes.set(option.digest, data);
      break;
    case "ao":
      bytes[data] = option.keyId;
      bytes[data + 1] = option.rnextKeyId;
      bytes.set(option.mac, data + 2);
      break;
    case "mptcp":
      emitMptcp(option.option, bytes, data);
      break;
    case "fastopen":
      if (option.experimental) setU16(bytes, data, FAST_OPEN_EXID);
      bytes.set(option.cookie, option.experimental ? data + 2 : data);
      break;
    case "accecn":
      for (const [i, counter] of option.counters.entries()) setU24(bytes, data + 3 * i, counter);
      break;
    case "unknown":
      bytes.set(option.data, data);
      break;
  }
}
