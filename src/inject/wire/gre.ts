// SPDX-License-Identifier: GPL-2.0

import { getU16, getU32, setU16, setU32 } from "./bytes.js";
import { checksumWithout } from "./checksum.js";
import { type DecodeError, decodeError } from "./decode-error.js";

/** Flag bits of the first 16 bits, RFC 2784 section 2.1 and RFC 2890 section 2. */
export const GRE_FLAG = {
  CHECKSUM: 0x8000,
  ROUTING: 0x4000,
  KEY: 0x2000,
  SEQUENCE: 0x1000,
  VERSION: 0x0007,
} as const;

const GRE_MIN_HEADER = 4;

export interface GreHeader {
  readonly type: "gre";
  /** All of the first 16 bits; they say which of the optional fields are there. */
  readonly flags: number;
  /** EtherType of what follows. */
  readonly protocol: number;
  /** Only if the flags say so and it is not the right one. */
  readonly checksum?: number;
  /** The field after the checksum ("reserved1"; "offset" in RFC 1701), if there is one. */
  readonly offset?: number;
  readonly key?: number;
  readonly sequence?: number;
}

/** Whether it is a version-0 header without source routes, whose length the flags tell. */
export function isPlainGre(flags: number): boolean {
  return (flags & (GRE_FLAG.ROUTING | GRE_FLAG.VERSION)) === 0;
}

/** Bytes of a header with these flags. */
export function greLength(flags: number): number {
  return (
    GRE_MIN_HEADER +
    (flags & GRE_FLAG.CHECKSUM ? 4 : 0) +
    (flags & GRE_FLAG.KEY ? 4 : 0) +
    (flags & GRE_FLAG.SEQUENCE ? 4 : 0)
  );
}

/**
 * Reads the header of the packet bytes[start, end). Undefined for headers that are not
 * {@link isPlainGre}, which are left alone.
 */
export function parseGre(bytes: Uint8Array, start: number, end: number): GreHeader | DecodeError | undefined {
  const available = end - start;
  if (available < GRE_MIN_HEADER) {
    return decodeError("truncated", "gre", start, `${available} bytes of at least ${GRE_MIN_HEADER}`);
  }
  const flags = getU16(bytes, start);
  if (!isPlainGre(flags)) return undefined;
  const length = greLength(flags);
  if (length > available) return decodeError("truncated", "gre", start, `${available} bytes of ${length}`);
  const { checksum, key, sequence } = fieldOffsets(flags, start);
  return {
    type: "gre",
    flags,
    protocol: getU16(bytes, start + 2),
    ...(checksum !== undefined && {
      ...(getU16(bytes, checksum) !== checksumWithout(bytes, start, end, checksum) && {
        checksum: getU16(bytes, checksum),
      }),
      offset: getU16(bytes, checksum + 2),
    }),
    ...(key !== undefined && { key: getU32(bytes, key) }),
    ...(sequence !== undefined && { sequence: getU32(bytes, sequence) }),
  };
}

/** Writes all but the checksum at `start`; {@link sealGre} follows. Absent fields are 0. */
export function emitGre(header: GreHeader, bytes: Uint8Array, start: number): void {
  const { checksum, key, sequence } = fieldOffsets(header.flags, start);
  setU16(bytes, start, header.flags);
  setU16(bytes, start + 2, header.protocol);
  if (checksum !== undefined) {
    setU16(bytes, checksum, 0);
    setU16(bytes, checksum + 2, header.offset ?? 0);
  }
  if (key !== undefined) setU32(bytes, key, header.key ?? 0);
  if (sequence !== undefined) setU32(bytes, sequence, header.sequence ?? 0);
}

/** Fills in the checksum, if there is one, of the packet bytes[start, end). */
export function sealGre(header: GreHeader, bytes: Uint8Array, start: number, end: number): void {
  const { checksum } = fieldOffsets(header.flags, start);
  if (checksum === undefined) return;
  setU16(bytes, checksum, header.checksum ?? checksumWithout(bytes, start, end, checksum));
}

function fieldOffsets(
  flags: number,
  start: number,
): {
  readonly checksum: number | undefined;
  readonly key: number | undefined;
  readonly sequence: number | undefined;
} {
  let at = start + GRE_MIN_HEADER;
  const take = (flag: number): number | undefined => {
    if ((flags & flag) === 0) return undefined;
    at += 4;
    return at - 4;
  };
  return { checksum: take(GRE_FLAG.CHECKSUM), key: take(GRE_FLAG.KEY), sequence: take(GRE_FLAG.SEQUENCE) };
}
