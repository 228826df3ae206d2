// SPDX-License-Identifier: GPL-2.0

/** The Castagnoli polynomial with its bits reversed; RFC 9260, appendix A. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
  return crc;
});

/** The CRC32c of bytes[start, end), with the four bytes at `field` counted as zero. */
export function crc32c(bytes: Uint8Array, start: number, end: number, field = end): number {
  let crc = 0xffffffff;
  for (let at = start; at < end; at++) {
    const byte = at >= field && at < field + 4 ? 0 : (bytes[at] as number);
    crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] as number);
  }
  return ~crc >>> 0;
}
