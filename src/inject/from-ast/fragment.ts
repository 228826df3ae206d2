// SPDX-License-Identifier: GPL-2.0

import type { IpFields, Span } from "../../dsl/ast.js";
import { PacketError } from "../packet-error.js";
import { encode, headerLength } from "../wire/encode.js";
import { FRAGMENT_UNIT } from "../wire/fragment.js";
import { IPV4_MORE_FRAGMENTS } from "../wire/ipv4.js";
import type { Packet } from "../wire/packet.js";
import { IPPROTO } from "../wire/protocols.js";
import { fits } from "./range.js";

/**
 * The fragment of a packet that the script names, its checksums those of the whole packet; the
 * packet itself if it names none.
 * @param whole  begins with the IP header
 * @throws PacketError out-of-range
 */
export function fragmentFromAst(whole: Packet, fields: IpFields, span: Span): Packet {
  const { fragment } = fields;
  const [ip, ...inside] = whole.headers;
  if (fragment === undefined || ip === undefined) return whole;
  const bytes = encode(whole).subarray(headerLength(ip));
  const { start, end } = fragment;
  if (start % FRAGMENT_UNIT !== 0 || start >= end || end > bytes.length) {
    const message = `a fragment from ${start} to ${end} of a packet with ${bytes.length} bytes behind its IP header`;
    throw new PacketError("out-of-range", fragment.span, message);
  }
  const more = fields.moreFragments ?? end < bytes.length;
  const payload = bytes.slice(start, end);
  const offset = start / FRAGMENT_UNIT;
  if (ip.type === "ipv4") {
    const flags = (ip.flags & ~IPV4_MORE_FRAGMENTS) | (more ? IPV4_MORE_FRAGMENTS : 0);
    return { headers: [{ ...ip, flags, fragmentOffset: offset }], payload };
  }
  if (ip.type !== "ipv6") throw new RangeError(`${inside.length} headers without one of IP in front`);
  return {
    headers: [
      { ...ip, nextHeader: IPPROTO.FRAGMENT },
      {
        type: "ipv6-fragment",
        nextHeader: ip.nextHeader,
        reserved: 0,
        reservedBits: 0,
        offset,
        moreFragments: more,
        identification: fits(fields.id ?? 0, 32, "id", span),
      },
    ],
    payload,
  };
}
