// SPDX-License-Identifier: GPL-2.0

import type { Packet as ScriptPacket, TransportHeader } from "../../dsl/ast.js";
import { PacketError } from "../packet-error.js";
import { UDP_HEADER } from "../wire/udp.js";
import { transportOf } from "./script-packet.js";

/** Bytes behind the IP header of a whole packet, where the header of the script tells. */
export function lengthBehindIp(header: TransportHeader | undefined): number | undefined {
  switch (header?.type) {
    case "udp":
    case "udplite":
      return UDP_HEADER + header.length;
    case "other":
      return header.length;
    default:
      return undefined;
  }
}

/**
 * The same of the packet of which the script expects a fragment.
 * @throws PacketError unsupported
 */
export function wholeLength(packet: ScriptPacket): number {
  const header = transportOf(packet);
  const length = lengthBehindIp(header);
  if (length !== undefined) return length;
  throw new PacketError(
    "unsupported",
    header.span,
    `a fragment of ${header.type} cannot be expected: write proto NUMBER (LENGTH), all fragments together`,
  );
}

/** Whether the script expects a part of a packet, and not all of it. */
export function isPartOf(packet: ScriptPacket): boolean {
  const ip = packet.headers.find((header) => header.type === "ip");
  if (ip?.fragment === undefined) return false;
  const { start, end } = ip.fragment;
  return start > 0 || (ip.moreFragments ?? end < wholeLength(packet));
}
