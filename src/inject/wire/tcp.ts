// SPDX-License-Identifier: GPL-2.0

import { getU16, getU32, setU16, setU32 } from "./bytes.js";
import { checksumWithout } from "./checksum.js";
import { type DecodeError, decodeError } from "./decode-error.js";
import { IPPROTO } from "./protocols.js";
import { emitTcpOptions, parseTcpOptions, type TcpOption, tcpOptionsLength } from "./tcp-options.js";

/** CSUM_MANGLED_0, include/net/checksum.h. */
const MANGLED_ZERO = 0xffff;

/** Byte offsets in the TCP header, RFC 9293 section 3.1. */
export const TCP = {
  sourcePort: 0,
  destinationPort: 2,
  sequence: 4,
  acknowledgment: 8,
  offsetAndFlags: 12,
  window: 14,
  checksum: 16,
  urgentPointer: 18,
  options: 20,
} as const;

export const TCP_MIN_HEADER = 20;
export const TCP_MAX_HEADER = 60;

export interface TcpHeader {
  readonly type: "tcp";
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** The nine flag bits at the places they have on the wire: FIN 1 … CWR 0x80, AE 0x100. */
  readonly flags: number;
  /** The three bits above AE. */
  readonly reserved: number;
  /** As on the wire: not scaled. */
  readonly window: number;
  readonly urgentPointer: number;
  readonly options: readonly TcpOption[];
  /** In units of 4 bytes; only if it is not the length of header and options. */
  readonly dataOffset?: number;
  /** Only if it is not the right one. */
  readonly checksum?: number;
  /**
   * The checksum is zero, and written as 0xffff: both are zero in ones' complement, and the kernel
   * prefers this one where it fills in a checksum late; skb_checksum_help() in net/core/dev.c.
   */
  readonly mangledZero?: true;
}

/** Bytes of header and options, padded to a multiple of 4. */
export function tcpLength(header: TcpHeader): number {
  return (TCP_MIN_HEADER + tcpOptionsLength(header.options) + 3) & ~3;
}

/**
 * Reads the header of the segment bytes[start, end).
 * @param addressSum the addresses' part of the pseudo-header, see pseudo-header.ts
 */
export function parseTcp(
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): TcpHeader | DecodeError {
  const available = end - start;
  if (available < TCP_MIN_HEADER) {
    return decodeError("truncated", "tcp", start, `${available} bytes of at least ${TCP_MIN_HEADER}`);
  }
  const offsetAndFlags = getU16(bytes, start + TCP.offsetAndFlags);
  const length = (offsetAndFlags >>> 12) * 4;
  if (length < TCP_MIN_HEADER || length > available) {
    return decodeError(
      "bad-length",
      "tcp",
      start,
      `data offset ${length} in a segment of ${available} bytes`,
    );
  }
  const checksum = getU16(bytes, start + TCP.checksum);
  return {
    type: "tcp",
    sourcePort: getU16(bytes, start + TCP.sourcePort),
    destinationPort: getU16(bytes, start + TCP.destinationPort),
    sequence: getU32(bytes, start + TCP.sequence),
    acknowledgment: getU32(bytes, start + TCP.acknowledgment),
    flags: offsetAndFlags & 0x1ff,
    reserved: (offsetAndFlags >>> 9) & 7,
    window: getU16(bytes, start + TCP.window),
    urgentPointer: getU16(bytes, start + TCP.urgentPointer),
    options: parseTcpOptions(bytes, start + TCP.options, start + length),
    ...checksumFields(checksum, segmentChecksum(bytes, start, end, addressSum)),
  };
}

function checksumFields(
  checksum: number,
  right: number,
): { readonly checksum?: number; readonly mangledZero?: true } {
  if (checksum === right) return {};
  return right === 0 && checksum === MANGLED_ZERO ? { mangledZero: true } : { checksum };
}

/** The ports and the sequence number of a segment of which at least 8 bytes are there. */
export function peekTcp(
  bytes: Uint8Array,
  start: number,
): {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
} {
  return {
    sourcePort: getU16(bytes, start + TCP.sourcePort),
    destinationPort: getU16(bytes, start + TCP.destinationPort),
    sequence: getU32(bytes, start + TCP.sequence),
  };
}

/** Writes all but the checksum at `start`; {@link sealTcp} follows when the payload is there. */
export function emitTcp(header: TcpHeader, bytes: Uint8Array, start: number): void {
  const length = tcpLength(header);
  setU16(bytes, start + TCP.sourcePort, header.sourcePort);
  setU16(bytes, start + TCP.destinationPort, header.destinationPort);
  setU32(bytes, start + TCP.sequence, header.sequence);
  setU32(bytes, start + TCP.acknowledgment, header.acknowledgment);
  const dataOffset = header.dataOffset ?? length >>> 2;
  setU16(bytes, start + TCP.offsetAndFlags, (dataOffset << 12) | (header.reserved << 9) | header.flags);
  setU16(bytes, start + TCP.window, header.window);
  setU16(bytes, start + TCP.checksum, 0);
  setU16(bytes, start + TCP.urgentPointer, header.urgentPointer);
  bytes.fill(0, emitTcpOptions(header.options, bytes, start + TCP.options), start + length);
}

/** Fills in the checksum of the segment bytes[start, end). */
export function sealTcp(
  header: TcpHeader,
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): void {
  const right = header.mangledZero ? MANGLED_ZERO : segmentChecksum(bytes, start, end, addressSum);
  setU16(bytes, start + TCP.checksum, header.checksum ?? right);
}

function segmentChecksum(bytes: Uint8Array, start: number, end: number, addressSum: number): number {
  const pseudoHeader = addressSum + IPPROTO.TCP + (end - start);
  return checksumWithout(bytes, start, end, start + TCP.checksum, pseudoHeader);
}
