// SPDX-License-Identifier: GPL-2.0

import { getU32, setU32 } from "./bytes.js";
import { type DecodeError, decodeError } from "./decode-error.js";

const ENTRY = 4;

/** A label stack, outermost first, RFC 3032 section 2.1. */
export interface MplsHeader {
  readonly type: "mpls";
  readonly entries: readonly MplsEntry[];
}

export interface MplsEntry {
  /** 20 bits. */
  readonly label: number;
  /** 3 bits, RFC 5462. */
  readonly trafficClass: number;
  /** The S bit: the last entry of the stack. */
  readonly bottom: boolean;
  readonly ttl: number;
}

export function mplsLength(header: MplsHeader): number {
  return ENTRY * header.entries.length;
}

/** Reads entries up to the bottom of the stack. */
export function parseMpls(bytes: Uint8Array, start: number, end: number): MplsHeader | DecodeError {
  const entries: MplsEntry[] = [];
  for (let at = start; at + ENTRY <= end; at += ENTRY) {
    const word = getU32(bytes, at);
    const bottom = (word & 0x100) !== 0;
    entries.push({ label: word >>> 12, trafficClass: (word >>> 9) & 7, bottom, ttl: word & 0xff });
    if (bottom) return { type: "mpls", entries };
  }
  return decodeError("truncated", "mpls", start, `no bottom of the stack in ${end - start} bytes`);
}

export function emitMpls(header: MplsHeader, bytes: Uint8Array, start: number): void {
  for (const [i, entry] of header.entries.entries()) {
    const word = (entry.label << 12) | (entry.trafficClass << 9) | (entry.bottom ? 0x100 : 0) | entry.ttl;
    setU32(bytes, start + ENTRY * i, word);
  }
}
