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

/** The packet with the checksum in its transport header that a script wants there. */
export function withChecksum(packet: Packet, wanted: OddChecksum | undefined): Packet {
  const last = packet.headers.at(-1);
  if (wanted === undefined) return packet;
  if (last?.type !== "udp" && last?.type !== "udplite" && last?.type !== "dccp") return packet;
  const outer = packet.headers.slice(0, -1);
  const start = outer.reduce((sum, header) => sum + headerLength(header), 0);
  const at = start + (last.type === "dccp" ? DCCP.checksum : UDP.checksum);
  const checksum = wanted === "zero" ? 0 : wrongChecksum(getU16(encode(packet), at));
  return { ...packet, headers: [...outer, { ...last, checksum }] };
}
