// SPDX-License-Identifier: GPL-2.0

import type { IpAddress } from "../wire/address.js";

/** A key for the segments to and from all peers of a prefix. */
export interface Md5Key {
  readonly address: IpAddress;
  /** Bits of the address that count. */
  readonly prefixLength: number;
  readonly key: Uint8Array;
}

/** The keys of RFC 2385 that a socket of the script has, as TCP_MD5SIG sets them. */
export class Md5Keys {
  private keys: readonly Md5Key[] = [];

  /** A key without bytes takes that of its prefix away. */
  set(key: Md5Key): void {
    const others = this.keys.filter((other) => !isSamePrefix(other, key));
    this.keys = key.key.length === 0 ? others : [...others, key];
  }

  /** A child begins with the keys of its listening socket; tcp_v4_syn_recv_sock(). */
  inherit(from: Md5Keys): void {
    this.keys = from.keys;
  }

  /** That of the longest prefix, as __tcp_md5_do_lookup() in net/ipv4/tcp_ipv4.c has it. */
  find(peer: IpAddress): Uint8Array | undefined {
    return this.keys
      .filter(({ address, prefixLength }) => hasPrefix(peer, address, prefixLength))
      .sort((a, b) => b.prefixLength - a.prefixLength)[0]?.key;
  }
}

function isSamePrefix(a: Md5Key, b: Md5Key): boolean {
  return a.prefixLength === b.prefixLength && hasPrefix(a.address, b.address, b.prefixLength);
}

function hasPrefix(address: IpAddress, prefix: IpAddress, bits: number): boolean {
  if (address.length !== prefix.length) return false;
  return prefix.every((byte, i) => {
    const mask = 0xff & (0xff00 >>> Math.min(8, Math.max(0, bits - 8 * i)));
    return (byte & mask) === ((address[i] ?? 0) & mask);
  });
}
