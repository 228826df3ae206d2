// SPDX-License-Identifier: GPL-2.0

import { compare, type FieldDifference, hex } from "./difference.js";

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
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return i;
  return -1;
}
