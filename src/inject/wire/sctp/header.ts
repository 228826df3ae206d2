// SPDX-License-Identifier: GPL-2.0

import { getU16, getU32, setU16, setU32 } from "../bytes.js";
import { type DecodeError, decodeError } from "../decode-error.js";
import { crc32c } from "./crc32c.js";
import { emitChunk, itemLength, parseChunks, type RawChunk } from "./items.js";

/** Byte offsets in the SCTP common header, RFC 9260 section 3.1. */
export const SCTP = {
  sourcePort: 0,
  destinationPort: 2,
  verificationTag: 4,
  checksum: 8,
} as const;

export const SCTP_COMMON_HEADER = 12;

/** The common header and the chunks behind it. What follows the last whole chunk is payload. */
export interface SctpHeader {
  readonly type: "sctp";
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly verificationTag: number;
  /** Only if it is not the right CRC32c. */
  readonly checksum?: number;
  readonly chunks: readonly RawChunk[];
}

export function sctpLength({ chunks }: SctpHeader): number {
  return chunks.reduce((sum, chunk) => sum + itemLength(chunk), SCTP_COMMON_HEADER);
}

/** Reads the packet bytes[start, end). */
export function parseSctp(bytes: Uint8Array, start: number, end: number): SctpHeader | DecodeError {
  if (end - start < SCTP_COMMON_HEADER) {
    return decodeError("truncated", "sctp", start, `${end - start} bytes of ${SCTP_COMMON_HEADER}`);
  }
  const checksum = getLittleEndian(bytes, start + SCTP.checksum);
  return {
    type: "sctp",
    sourcePort: getU16(bytes, start + SCTP.sourcePort),
    destinationPort: getU16(bytes, start + SCTP.destinationPort),
    verificationTag: getU32(bytes, start + SCTP.verificationTag),
    ...(checksum !== sctpChecksum(bytes, start, end) && { checksum }),
    chunks: parseChunks(bytes, start + SCTP_COMMON_HEADER, end),
  };
}

/** Writes all but the checksum; {@link sealSctp} follows. */
export function emitSctp(header: SctpHeader, bytes: Uint8Array, start: number): void {
  setU16(bytes, start + SCTP.sourcePort, header.sourcePort);
  setU16(bytes, start + SCTP.destinationPort, header.destinationPort);
  setU32(bytes, start + SCTP.verificationTag, header.verificationTag);
  let at = start + SCTP_COMMON_HEADER;
  for (const chunk of header.chunks) at = emitChunk(chunk, bytes, at);
}

/** Fills in the checksum of the packet bytes[start, end). */
export function sealSctp({ checksum }: SctpHeader, bytes: Uint8Array, start: number, end: number): void {
  setLittleEndian(bytes, start + SCTP.checksum, checksum ?? sctpChecksum(bytes, start, end));
}

/** The right checksum of the packet bytes[start, end). */
export function sctpChecksum(bytes: Uint8Array, start: number, end: number): number {
  return crc32c(bytes, start, end, start + SCTP.checksum);
}

/** The CRC32c goes out with its lowest byte first; RFC 9260, appendix A. */
function getLittleEndian(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}

function setLittleEndian(bytes: Uint8Array, at: number, value: number): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, value, true);
}
