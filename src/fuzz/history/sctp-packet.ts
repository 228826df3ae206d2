// SPDX-License-Identifier: GPL-2.0
import { getU16, getU32 } from "../../inject/wire/bytes.js";
import { crc32c } from "../../inject/wire/sctp/crc32c.js";
import { PEER_PORT, UNITS } from "../program/operations.js";
import { isFragment } from "./history.js";

/** A chunk of a packet; places count in the frame. */
export interface Chunk {
  readonly type: number;
  readonly flags: number;
  /** Where its value begins, behind the header, and ends, without padding. */
  readonly value: number;
  readonly end: number;
}

export interface Packet {
  /** The association: the peer's port says which. */
  readonly unit: number;
  readonly tag: number;
  readonly chunks: readonly Chunk[];
  /** Its checksum is right. Behind its last whole chunk there may be something else. */
  readonly isSound: boolean;
}

const SCTP = 132;
const HEADER = 12;
const CHECKSUM = 8;
const CHUNK_HEADER = 4;

/**
 * The SCTP packet in a frame; RFC 9260 section 3.
 * @param peerPort  where in the header the port of the peer is
 */
export function packetOf(frame: Uint8Array, peerPort: number): Packet | undefined {
  const isIpv6 = (frame[0] ?? 0) >> 4 === 6;
  if ((isIpv6 ? frame[6] : frame[9]) !== SCTP || isFragment(frame)) return undefined;
  const at = isIpv6 ? 40 : ((frame[0] ?? 0) & 15) * 4;
  if (frame.length < at + HEADER) return undefined;
  const unit = getU16(frame, at + peerPort) - PEER_PORT;
  if (unit < 0 || unit >= UNITS) return undefined;
  const chunks: Chunk[] = [];
  let next = at + HEADER;
  while (next + CHUNK_HEADER <= frame.length) {
    const length = getU16(frame, next + 2);
    if (length < CHUNK_HEADER || next + length > frame.length) break;
    const [type = 0, flags = 0] = frame.subarray(next, next + 2);
    chunks.push({ type, flags, value: next + CHUNK_HEADER, end: next + length });
    next += Math.ceil(length / 4) * 4;
  }
  const sum = new DataView(frame.buffer, frame.byteOffset).getUint32(at + CHECKSUM, true);
  return {
    unit,
    tag: getU32(frame, at + 4),
    chunks,
    isSound: sum === crc32c(frame, at, frame.length, at + CHECKSUM),
  };
}
