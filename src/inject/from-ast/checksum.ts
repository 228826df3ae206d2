// SPDX-License-Identifier: GPL-2.0

import type { OddChecksum, TransportHeader } from "../../dsl/ast.js";
import { getU16 } from "../wire/bytes.js";
import { wrongChecksum } from "../wire/checksum.js";
import { DCCP } from "../wire/dccp/layout.js";
import { encode, headerLength } from "../wire/encode.js";
import type { Packet } from "../wire/packet.js";
import { UDP } from "../wire/udp.js";

/** What the script says about the checksum; undefined if it is to be right. */
export function oddChecksum(header: TransportHeader): OddChecksum | undefined {
  if (header.type === "dccp") return header.badChecksum ? "bad" : undefined;
  return "checksum" in header ? header.checksum : undefined;
}

/**
 * The packet with the checksum in its transport header, or in a UDP header around that, that a script
 * wants there.
 */
export function withChecksum(
  packet: Packet,
  wanted: OddChecksum | undefined,
  index = packet.headers.length - 1,
): Packet {
  const header = packet.headers[index];
  if (wanted === undefined) return packet;
  if (header?.type !== "udp" && header?.type !== "udplite" && header?.type !== "dccp") return packet;
  const start = packet.headers.slice(0, index).reduce((sum, outer) => sum + headerLength(outer), 0);
  const at = start + (header.type === "dccp" ? DCCP.checksum : UDP.checksum);
  const checksum = wanted === "zero" ? 0 : wrongChecksum(getU16(encode(packet), at));
  return { ...packet, headers: packet.headers.with(index, { ...header, checksum }) };
}
