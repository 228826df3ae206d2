// SPDX-License-Identifier: GPL-2.0

import { getU8, getUint, setU16, setUint } from "../bytes.js";
import { packetChecksum } from "./checksum.js";
import { basicLength, DCCP, HIGHEST_TYPE, headerLength, numberOctets } from "./layout.js";

/** What an ICMP error tells about a DCCP packet, if it quotes the generic header; RFC 4340 section 5.1. */
export interface DccpQuote {
  readonly type: "dccp";
  readonly packetType: number;
  /** Of 48 bits. */
  readonly sequence: number;
  /** Bytes of application data that the packet had by its IP length. */
  readonly payloadLength: number;
}

/**
 * Writes a header with long numbers and no options around ports that are there already.
 * @param addressSum the addresses' part of the pseudo-header, see pseudo-header.ts
 */
export function emitDccpQuote(
  { packetType, sequence }: DccpQuote,
  bytes: Uint8Array,
  start: number,
  addressSum: number,
): void {
  bytes[start + DCCP.dataOffset] = headerLength(packetType, true) / 4;
  bytes[start + DCCP.type] = (packetType << 1) | 1;
  setUint(bytes, start + DCCP.header - numberOctets(true), sequence, numberOctets(true));
  setU16(bytes, start + DCCP.checksum, packetChecksum(bytes, start, bytes.length, addressSum));
}

/**
 * Reads it; undefined if the number is not there, or is a short one.
 * @param length of the packet after its IP header, by what that says
 */
export function parseDccpQuote(bytes: Uint8Array, start: number, length: number): DccpQuote | undefined {
  if (bytes.length < start + basicLength(true)) return undefined;
  const typeByte = getU8(bytes, start + DCCP.type);
  const packetType = (typeByte >>> 1) & 15;
  if (packetType > HIGHEST_TYPE || (typeByte & 1) === 0) return undefined;
  const sequence = getUint(bytes, start + DCCP.header - numberOctets(true), numberOctets(true));
  const payloadLength = length - 4 * getU8(bytes, start + DCCP.dataOffset);
  return { type: "dccp", packetType, sequence, payloadLength };
}
