// SPDX-License-Identifier: GPL-2.0

import { IPV4_MORE_FRAGMENTS } from "./ipv4.js";
import { innerIp, type Packet } from "./packet.js";

/** Bytes that the offset of a fragment counts by. */
export const FRAGMENT_UNIT = 8;

/** What a packet says about its fragmentation. */
export interface Fragment {
  /** Of what all fragments together are. */
  readonly protocol: number;
  readonly id: number;
  /** In bytes. */
  readonly start: number;
  readonly more: boolean;
}

/**
 * The fragmentation of the innermost IP packet; undefined if it is whole and has no fragment header.
 */
export function fragmentOf(packet: Packet): Fragment | undefined {
  const ip = innerIp(packet);
  if (ip?.type === "ipv4") {
    const more = (ip.flags & IPV4_MORE_FRAGMENTS) !== 0;
    if (ip.fragmentOffset === 0 && !more) return undefined;
    return { protocol: ip.protocol, id: ip.id, start: FRAGMENT_UNIT * ip.fragmentOffset, more };
  }
  const header = packet.headers.findLast(({ type }) => type === "ipv6-fragment");
  if (header?.type !== "ipv6-fragment") return undefined;
  const { nextHeader: protocol, identification: id, offset, moreFragments: more } = header;
  return { protocol, id, start: FRAGMENT_UNIT * offset, more };
}

/** Whether a packet is a part of another one, so that its payload is not that of a transport header. */
export function isPart(fragment: Fragment | undefined): fragment is Fragment {
  return fragment !== undefined && (fragment.start > 0 || fragment.more);
}
