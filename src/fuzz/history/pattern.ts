// SPDX-License-Identifier: GPL-2.0

/** native/fuzz/peer.h, kPatternPeriod. */
const PERIOD = 65_521;
const RUN = 65_536;

const BYTES = new Uint8Array(PERIOD + RUN);
for (let i = 0; i < BYTES.length; i++) {
  const mixed = Math.imul((i % PERIOD) + 1, 0x9e37_79b1);
  BYTES[i] = (mixed >>> 24) ^ (mixed >>> 11);
}

/** The bytes of a stream from this position on, at most 64 KiB: who sends them makes no difference. */
export function pattern(position: number, length: number): Uint8Array {
  const from = position % PERIOD;
  return BYTES.subarray(from, from + length);
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
