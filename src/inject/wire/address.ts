// SPDX-License-Identifier: GPL-2.0

import { getU16, setU16 } from "./bytes.js";

/** An IPv4 (4 bytes) or IPv6 (16 bytes) address in network order. */
export type IpAddress = Uint8Array;

export const IPV4_BYTES = 4;
export const IPV6_BYTES = 16;

/**
 * Reads dotted-quad IPv4 or RFC 4291 IPv6 text (with `::` and an embedded IPv4 tail).
 * Undefined if it is neither.
 */
export function parseAddress(text: string): IpAddress | undefined {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

/** The canonical text: dotted quad, or RFC 5952 for IPv6. */
export function formatAddress(address: IpAddress): string {
  return address.length === IPV4_BYTES ? formatIpv4(address) : formatIpv6(address);
}

/** The IPv4 address in an IPv4-mapped one (RFC 4291 section 2.5.5.2); any other as it is. */
export function unmapped(address: IpAddress): IpAddress {
  return isMapped(address) ? address.subarray(IPV6_BYTES - IPV4_BYTES) : address;
}

function isMapped(address: IpAddress): boolean {
  if (address.length !== IPV6_BYTES || getU16(address, 10) !== 0xffff) return false;
  return address.subarray(0, 10).every((byte) => byte === 0);
}

function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split(".");
  if (parts.length !== IPV4_BYTES) return undefined;
  const address = new Uint8Array(IPV4_BYTES);
  for (const [i, part] of parts.entries()) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    address[i] = Number(part);
  }
  return address;
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] ?? "", halves.length === 1);
  const tail = groups(halves[1] ?? "", true);
  if (!head || !tail) return undefined;
  const given = head.length + tail.length;
  if (halves.length === 1 ? given !== 8 : given > 7) return undefined;
  const address = new Uint8Array(IPV6_BYTES);
  for (const [i, group] of head.entries()) setU16(address, 2 * i, group);
  for (const [i, group] of tail.entries()) setU16(address, 2 * (8 - tail.length + i), group);
  return address;
}

/** The 16-bit groups of `a:b:c`; only the end of an address may hold an IPv4 tail. */
function groups(text: string, atEnd: boolean): number[] | undefined {
  if (text === "") return [];
  const found: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (part.includes(".")) {
      const ipv4 = parseIpv4(part);
      if (!ipv4 || !atEnd || i !== parts.length - 1) return undefined;
      found.push(getU16(ipv4, 0), getU16(ipv4, 2));
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
      found.push(Number.parseInt(part, 16));
    }
  }
  return found;
}

/** Faster than join() of a typed array. */
function formatIpv4([a, b, c, d]: IpAddress): string {
  return `${a}.${b}.${c}.${d}`;
}

function formatIpv6(address: IpAddress): string {
  const words = Array.from({ length: 8 }, (_, i) => getU16(address, 2 * i));
  if (isMapped(address)) return `::ffff:${formatIpv4(unmapped(address))}`;
  const { start, length } = longestZeroRun(words);
  if (length < 2) return words.map(hex).join(":");
  return `${words.slice(0, start).map(hex).join(":")}::${words
    .slice(start + length)
    .map(hex)
    .join(":")}`;
}

function hex(word: number): string {
  return word.toString(16);
}

function longestZeroRun(words: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [i, word] of words.entries()) {
    if (word !== 0) start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  }
  return best;
}
