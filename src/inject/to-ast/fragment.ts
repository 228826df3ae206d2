// SPDX-License-Identifier: GPL-2.0

import {
  type IpFields,
  NO_SPAN,
  type Packet as ScriptPacket,
  type TransportHeader,
  type UdpEncapsulationHeader,
} from "../../dsl/ast.js";
import { lengthBehindIp } from "../from-ast/whole-length.js";
import type { Connection } from "../mapping/connection.js";
import { carrierOf, isTransport, protocolsOf } from "../mapping/script-packet.js";
import { headerLength } from "../wire/encode.js";
import { fragmentOf, isPart } from "../wire/fragment.js";
import { IPV4_DONT_FRAGMENT } from "../wire/ipv4.js";
import { type Header, innerIp, type Packet } from "../wire/packet.js";

/**
 * What is worth saying about identification and fragmentation of the implied IP header: all of it for
 * fragments, otherwise what the packet it is compared with says something about.
 */
export function fragmentationToAst(
  packet: Packet,
  connection: Connection | undefined,
  like: ScriptPacket | undefined,
): IpFields {
  const asked: IpFields = like?.headers.find((header) => header.type === "ip") ?? {};
  const ip = innerIp(packet);
  const found = fragmentOf(packet);
  const id = ip?.type === "ipv4" ? ip.id : found?.id;
  const range = rangeOf(packet, like);
  return {
    ...(id !== undefined && (found || asked.id !== undefined) && { id: connection?.ids.toScript(id) ?? id }),
    ...(asked.dontFragment !== undefined &&
      ip?.type === "ipv4" && { dontFragment: (ip.flags & IPV4_DONT_FRAGMENT) !== 0 }),
    ...range,
    ...(asked.moreFragments !== undefined && { moreFragments: found?.more ?? false }),
  };
}

/** That there are more fragments is said where the length of the whole does not imply it. */
function rangeOf(packet: Packet, like: ScriptPacket | undefined): IpFields {
  const found = fragmentOf(packet);
  const ip = innerIp(packet);
  if (!found || !ip) return {};
  const inside = packet.headers.slice(packet.headers.indexOf(ip) + 1);
  const end = found.start + inside.reduce((sum, header) => sum + lengthOf(header), packet.payload.length);
  const whole = lengthBehindIp(partToAst(packet, like), partCarrier(packet, like)) ?? end;
  const isImplied = end < whole === found.more;
  return {
    fragment: { span: NO_SPAN, start: found.start, end },
    ...(!isImplied && { moreFragments: found.more }),
  };
}

function lengthOf(header: Header): number {
  return header.type === "ipv6-fragment" ? 0 : headerLength(header);
}

/** The UDP header around what a part is a part of: that of the script's packet, if it is one of that. */
export function partCarrier(
  packet: Packet,
  like: ScriptPacket | undefined,
): UdpEncapsulationHeader | undefined {
  return like && partToAst(packet, like) === like.headers.at(-1) ? carrierOf(like) : undefined;
}

/**
 * What a part of a packet is a part of: the packet of the script, if it is of its protocol; otherwise
 * one that ends with this part. Undefined for whole packets.
 */
export function partToAst(packet: Packet, like: ScriptPacket | undefined): TransportHeader | undefined {
  const found = fragmentOf(packet);
  if (!isPart(found)) return undefined;
  const wanted = like?.headers.at(-1);
  const isLike = like?.headers.some((header) => header.type === "ip" && header.fragment);
  if (like && isLike && isTransport(wanted) && protocolsOf(like).includes(found.protocol)) return wanted;
  return {
    type: "other",
    span: NO_SPAN,
    protocol: found.protocol,
    length: found.start + packet.payload.length,
  };
}
