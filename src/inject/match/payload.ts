// SPDX-License-Identifier: GPL-2.0

import { zeros } from "../from-ast/payload.js";
import { compare, type FieldDifference, hex } from "./difference.js";

/** From so many bytes on it is faster to call memcmp(). */
const LONG = 128;

/** Payload is as long as the script says, and zeros: what packetdrill's system calls write. */
export function matchPayload(expected: number, actual: Uint8Array): readonly FieldDifference[] {
  return [...compare("payload length", expected, actual.length), ...matchZeros("payload", actual)];
}

/** Names the first byte that is none. */
export function matchZeros(field: string, actual: Uint8Array): readonly FieldDifference[] {
  const at = firstNonZero(actual);
  return at < 0 ? [] : [{ field: `${field} byte ${at}`, expected: "0x0", actual: hex(actual[at] ?? 0) }];
}

function firstNonZero(bytes: Uint8Array): number {
  if (bytes.length >= LONG && Buffer.compare(bytes, zeros(bytes.length)) === 0) return -1;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return i;
  return -1;
}
