// SPDX-License-Identifier: GPL-2.0

import { setU16, setU32, setU64 } from "../../wire/bytes.js";
import { internetChecksum, sumWords } from "../../wire/checksum.js";

/**
 * The checksum of a mapping, RFC 8684 section 3.3.1: over the data and a pseudo-header of whole
 * data sequence number, subflow sequence number and length.
 * @param dsn as on the wire, all 64 bits
 * @param data what the mapping covers; bytes that are not there count as zeros
 */
export function mappingChecksum(dsn: bigint, ssn: number, length: number, data: Uint8Array): number {
  const header = new Uint8Array(14);
  setU64(header, 0, dsn);
  setU32(header, 8, ssn);
  setU16(header, 12, length);
  return internetChecksum(header, 0, header.length, sumWords(data, 0, data.length));
}
