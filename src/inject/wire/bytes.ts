// SPDX-License-Identifier: GPL-2.0

/**
 * Big-endian (network order) access to a Uint8Array. Callers check bounds once per header, so
 * these do not; reading past the end gives garbage, never an exception.
 */

export function getU8(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

export function getU16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

export function getU24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
}

export function getU32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

export function getU64(bytes: Uint8Array, at: number): bigint {
  return (BigInt(getU32(bytes, at)) << 32n) | BigInt(getU32(bytes, at + 4));
}

export function setU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function setU24(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 16;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value;
}

export function setU32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

export function setU64(bytes: Uint8Array, at: number, value: bigint): void {
  setU32(bytes, at, Number(value >> 32n));
  setU32(bytes, at + 4, Number(value & 0xffff_ffffn));
}

/** Whether both hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export const NO_BYTES: Uint8Array = new Uint8Array(0);

/** A number of `octets` bytes, at most 6. */
export function getUint(bytes: Uint8Array, at: number, octets: number): number {
  let value = 0;
  for (let i = at; i < at + octets; i++) value = value * 0x100 + (bytes[i] as number);
  return value;
}

/** Writes a number of `octets` bytes, at most 6. */
export function setUint(bytes: Uint8Array, at: number, value: number, octets: number): void {
  let rest = value;
  for (let i = at + octets - 1; i >= at; i--) {
    bytes[i] = rest % 0x100;
    rest = Math.floor(rest / 0x100);
  }
}

/** The number as `octets` bytes, at most 6. */
export function uintBytes(value: number, octets: number): Uint8Array {
  const bytes = new Uint8Array(octets);
  setUint(bytes, 0, value, octets);
  return bytes;
}
