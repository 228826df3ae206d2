// SPDX-License-Identifier: GPL-2.0

const ZEROS = new Uint8Array(0x10000);

/** Payloads are zeros, as packetdrill's are. */
export function zeros(length: number): Uint8Array {
  return ZEROS.subarray(0, length);
}
