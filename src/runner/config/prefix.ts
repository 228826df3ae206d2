// SPDX-License-Identifier: GPL-2.0
import type { IpAddress } from "../../inject/wire/address.js";

/** The number of ones that a network mask starts with; undefined if more ones follow a zero. */
export function prefixLengthOf(mask: IpAddress): number | undefined {
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return /^1*0*$/.test(bits) ? bits.lastIndexOf("1") + 1 : undefined;
}

/** The address with all bits after the prefix zero: what a route goes to. */
export function networkOf(address: IpAddress, length: number): IpAddress {
  return address.map((byte, index) => byte & (0xff00 >> Math.max(0, Math.min(8, length - 8 * index))) & 0xff);
}

/** The IPv4 mask of a prefix: the inverse of {@link prefixLengthOf}. */
export function maskOf(length: number): IpAddress {
  return networkOf(Uint8Array.of(255, 255, 255, 255), length);
}
