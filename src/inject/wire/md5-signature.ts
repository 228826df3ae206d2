// SPDX-License-Identifier: GPL-2.0

import { createHash } from "node:crypto";
import { setU16 } from "./bytes.js";
import { encode, headerLength } from "./encode.js";
import { innerIp, type Packet } from "./packet.js";
import { IPPROTO } from "./protocols.js";
import { TCP, TCP_MIN_HEADER } from "./tcp.js";

/** Bytes of a digest. */
export const MD5_DIGEST = 16;

/**
 * The digest that signs a TCP segment: over pseudo-header, header without options and with checksum 0,
 * payload, and key. RFC 2385 section 2.0; tcp_v4_md5_hash_skb() in net/ipv4/tcp_ipv4.c and
 * tcp_v6_md5_hash_skb() in net/ipv6/tcp_ipv6.c.
 * @param packet ends with a TCP header
 * @throws RangeError if it does not
 */
export function md5Signature(packet: Packet, key: Uint8Array): Uint8Array {
  const { payload } = packet;
  const ip = innerIp(packet);
  const tcp = packet.headers.at(-1);
  if (!ip || tcp?.type !== "tcp") throw new RangeError("no TCP segment");
  const length = headerLength(tcp) + payload.length;
  const header = encode({ headers: [ip, tcp], payload }).slice(headerLength(ip));
  setU16(header, TCP.checksum, 0);
  const pseudo =
    ip.type === "ipv4"
      ? [0, IPPROTO.TCP, ...octets(length, 2)]
      : [...octets(length, 4), ...octets(IPPROTO.TCP, 4)];
  return createHash("md5")
    .update(ip.source)
    .update(ip.destination)
    .update(Uint8Array.from(pseudo))
    .update(header.subarray(0, TCP_MIN_HEADER))
    .update(payload)
    .update(key)
    .digest();
}

function octets(value: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => (value >>> (8 * (count - 1 - i))) & 0xff);
}
