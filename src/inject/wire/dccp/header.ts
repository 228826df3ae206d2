// SPDX-License-Identifier: GPL-2.0

import { getU8, getU16, getUint, setU16, setU32, setUint } from "../bytes.js";
import { crc32c } from "../crc32c.js";
import { type DecodeError, decodeError } from "../decode-error.js";
import { packetChecksum } from "./checksum.js";
import {
  basicLength,
  DCCP,
  DCCP_TYPE,
  HIGHEST_TYPE,
  headerLength,
  numberOctets,
  subheader,
} from "./layout.js";
import type { DccpOption } from "./option.js";
import { dataChecksumPlaces, dccpOptionsLength, emitDccpOptions, parseDccpOptions } from "./options.js";

/** One packet of DCCP without its data, RFC 4340 section 5. */
export interface DccpHeader {
  readonly type: "dccp";
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** 0 … 9; see DCCP_TYPE. */
  readonly packetType: number;
  /** The X bit: numbers have 48 bits, otherwise 24. */
  readonly extended: boolean;
  readonly ccval: number;
  /** Checksum Coverage: 0 for all, otherwise the header and so many words of data less one. */
  readonly cscov: number;
  readonly sequence: number;
  /** Of all types but Request and Data. */
  readonly acknowledgment?: number;
  /** Of Request and Response. */
  readonly service?: number;
  /** Of Reset. */
  readonly reset?: { readonly code: number; readonly data: Uint8Array };
  readonly options: readonly DccpOption[];
  /** Reserved bits that are not zero: in front of the type, of the numbers, of the acknowledgment. */
  readonly reserved?: { readonly type: number; readonly sequence: number; readonly acknowledgment: number };
  /** In units of 4 bytes; only if it is not the length of header and options. */
  readonly dataOffset?: number;
  /** Only if it is not the right one. */
  readonly checksum?: number;
}

/** Bytes of header and options, padded to a multiple of 4. */
export function dccpLength({
  packetType,
  extended,
  options,
}: Pick<DccpHeader, "packetType" | "extended" | "options">): number {
  return (headerLength(packetType, extended) + dccpOptionsLength(options) + 3) & ~3;
}

/**
 * Reads the header of the packet bytes[start, end); undefined for a type that nobody knows, whose
 * header nobody knows either.
 * @param addressSum the addresses' part of the pseudo-header, see pseudo-header.ts
 */
export function parseDccp(
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): DccpHeader | DecodeError | undefined {
  const available = end - start;
  if (available < DCCP.shortHeader) {
    return decodeError("truncated", "dccp", start, `${available} bytes of at least ${DCCP.shortHeader}`);
  }
  const typeByte = getU8(bytes, start + DCCP.type);
  const packetType = (typeByte >>> 1) & 15;
  if (packetType > HIGHEST_TYPE) return undefined;
  const extended = (typeByte & 1) !== 0;
  const options = start + headerLength(packetType, extended);
  const data = start + 4 * getU8(bytes, start + DCCP.dataOffset);
  if (data < options || data > end) {
    const words = `data offset ${data - start} in a packet of ${available} bytes`;
    return decodeError("bad-length", "dccp", start, words);
  }
  const checksum = getU16(bytes, start + DCCP.checksum);
  const coverages = getU8(bytes, start + DCCP.coverage);
  return {
    type: "dccp",
    sourcePort: getU16(bytes, start + DCCP.sourcePort),
    destinationPort: getU16(bytes, start + DCCP.destinationPort),
    packetType,
    extended,
    ccval: coverages >>> 4,
    cscov: coverages & 15,
    sequence: getUint(bytes, start + basicLength(extended) - numberOctets(extended), numberOctets(extended)),
    ...parseSubheader(packetType, extended, bytes, start),
    options: parseDccpOptions(bytes, options, data, () => crc32c(bytes, data, end)),
    ...reservedBits(packetType, extended, bytes, start),
    ...(checksum !== packetChecksum(bytes, start, end, addressSum) && { checksum }),
  };
}

function parseSubheader(
  packetType: number,
  extended: boolean,
  bytes: Uint8Array,
  start: number,
): Pick<DccpHeader, "acknowledgment" | "service" | "reset"> {
  const { acknowledgment, fields } = subheader(packetType, extended);
  const octets = numberOctets(extended);
  const at = start + (fields ?? 0);
  return {
    ...(acknowledgment !== undefined && {
      acknowledgment: getUint(bytes, start + acknowledgment, octets),
    }),
    ...(fields !== undefined &&
      (packetType === DCCP_TYPE.RESET
        ? { reset: { code: getU8(bytes, at), data: bytes.subarray(at + 1, at + 4) } }
        : { service: getUint(bytes, at, 4) })),
  };
}

function reservedBits(
  packetType: number,
  extended: boolean,
  bytes: Uint8Array,
  start: number,
): Pick<DccpHeader, "reserved"> {
  const { acknowledgment } = subheader(packetType, extended);
  const octets = extended ? 2 : 1;
  const reserved = {
    type: getU8(bytes, start + DCCP.type) >>> 5,
    sequence: extended ? getU8(bytes, start + DCCP.reserved) : 0,
    acknowledgment:
      acknowledgment === undefined ? 0 : getUint(bytes, start + acknowledgment - octets, octets),
  };
  return reserved.type || reserved.sequence || reserved.acknowledgment ? { reserved } : {};
}

/** Writes all but the checksum at `start`; {@link sealDccp} follows when the payload is there. */
export function emitDccp(header: DccpHeader, bytes: Uint8Array, start: number): void {
  const { packetType, extended, reserved } = header;
  const octets = numberOctets(extended);
  const { acknowledgment, fields } = subheader(packetType, extended);
  setU16(bytes, start + DCCP.sourcePort, header.sourcePort);
  setU16(bytes, start + DCCP.destinationPort, header.destinationPort);
  bytes[start + DCCP.dataOffset] = header.dataOffset ?? dccpLength(header) / 4;
  bytes[start + DCCP.coverage] = (header.ccval << 4) | header.cscov;
  setU16(bytes, start + DCCP.checksum, 0);
  bytes[start + DCCP.type] = ((reserved?.type ?? 0) << 5) | (packetType << 1) | (extended ? 1 : 0);
  if (extended) bytes[start + DCCP.reserved] = reserved?.sequence ?? 0;
  setUint(bytes, start + basicLength(extended) - octets, header.sequence, octets);
  if (acknowledgment !== undefined) {
    const width = extended ? 2 : 1;
    setUint(bytes, start + acknowledgment - width, reserved?.acknowledgment ?? 0, width);
    setUint(bytes, start + acknowledgment, header.acknowledgment ?? 0, octets);
  }
  if (fields !== undefined) emitFields(header, bytes, start + fields);
  const end = emitDccpOptions(header.options, bytes, start + headerLength(packetType, extended));
  bytes.fill(0, end, start + dccpLength(header));
}

function emitFields({ packetType, service, reset }: DccpHeader, bytes: Uint8Array, at: number): void {
  if (packetType === DCCP_TYPE.RESET) {
    bytes[at] = reset?.code ?? 0;
    bytes.set(reset?.data ?? new Uint8Array(3), at + 1);
  } else {
    setU32(bytes, at, service ?? 0);
  }
}

/** Fills in the checksums of the packet bytes[start, end): that of the data, which the other covers. */
export function sealDccp(
  header: DccpHeader,
  bytes: Uint8Array,
  start: number,
  end: number,
  addressSum: number,
): void {
  const options = start + headerLength(header.packetType, header.extended);
  for (const place of dataChecksumPlaces(header.options)) {
    setU32(bytes, options + place, crc32c(bytes, start + dccpLength(header), end));
  }
  setU16(bytes, start + DCCP.checksum, header.checksum ?? packetChecksum(bytes, start, end, addressSum));
}
