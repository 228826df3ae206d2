// SPDX-License-Identifier: GPL-2.0

/**
 * Bytes that tell where they belong: `pattern(N)` of a script are those from position N on. So bytes that
 * were lost, doubled or exchanged are seen. The period is a prime, and no window, segment or page is a
 * multiple of it. native/fuzz/peer.h has the same, kPatternPeriod.
 */
const PERIOD = 65_521;
/** As many can be compared at once. */
const RUN = 65_536;

const BYTES = new Uint8Array(PERIOD + RUN);
for (let i = 0; i < BYTES.length; i++) {
  const mixed = Math.imul((i % PERIOD) + 1, 0x9e37_79b1);
  BYTES[i] = (mixed >>> 24) ^ (mixed >>> 11);
}

/** So many bytes that are found in it are from there, and no accident. */
const CERTAIN = 4;

/** The bytes of the pattern from this position on. */
export function pattern(position: number, length: number): Uint8Array {
  const from = position % PERIOD;
  if (length <= RUN) return BYTES.subarray(from, from + length);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += RUN) bytes.set(pattern(from + at, Math.min(RUN, length - at)), at);
  return bytes;
}

/** Where in the pattern these bytes are, modulo its period; undefined if they are not from there. */
export function patternStart(bytes: Uint8Array): number | undefined {
  if (bytes.length < CERTAIN) return undefined;
  const table = Buffer.from(BYTES.buffer, 0, PERIOD + CERTAIN);
  const first = bytes.subarray(0, CERTAIN);
  for (let at = table.indexOf(first); at >= 0; at = table.indexOf(first, at + 1))
    if (firstStrange(bytes, 0, bytes.length, at) < 0) return at % PERIOD;
  return undefined;
}

/** Index of the first byte in [from, to) that is not the stream's at `position`; -1 if all are. */
export function firstStrange(bytes: Uint8Array, from: number, to: number, position: number): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; at < to; ) {
    const start = (position + at - from) % PERIOD;
    const end = Math.min(to, at + RUN);
    // Mostly all is as it should be, and that is told sooner by memcmp().
    if (buffer.compare(BYTES, start, start + end - at, at, end) === 0) {
      at = end;
      continue;
    }
    for (let expected = start; at < end; at++, expected++)
      if (bytes[at] !== BYTES[expected]) return at - from;
  }
  return -1;
}
