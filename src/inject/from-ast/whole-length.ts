// SPDX-License-Identifier: GPL-2.0

import {
  DCCP_TYPES,
  type DccpHeader,
  type IcmpHeader,
  type Packet as ScriptPacket,
  type SctpChunk,
  type SctpHeader,
  type TcpHeader,
  type TransportHeader,
  type UdpEncapsulationHeader,
} from "../../dsl/ast.js";
import { isMptcpOption } from "../mapping/mptcp/is-mptcp-option.js";
import { carrierOf, transportOf } from "../mapping/script-packet.js";
import { PacketError } from "../packet-error.js";
import { dccpLength } from "../wire/dccp/header.js";
import { SCTP_COMMON_HEADER } from "../wire/sctp/header.js";
import { itemLength } from "../wire/sctp/items.js";
import { writeChunk } from "../wire/sctp/write.js";
import { TCP_MIN_HEADER } from "../wire/tcp.js";
import { tcpOptionsLength } from "../wire/tcp-options.js";
import { UDP_HEADER } from "../wire/udp.js";
import { dccpOptionsFromAst } from "./dccp-options.js";
import { optionFromAst } from "./tcp-options.js";

/**
 * Bytes behind the IP header of a whole packet; undefined if the script leaves them open.
 * @param carrier the UDP header around it
 */
export function lengthBehindIp(
  header: TransportHeader | undefined,
  carrier?: UdpEncapsulationHeader,
): number | undefined {
  const length = transportLength(header);
  return length !== undefined && carrier ? UDP_HEADER + length : length;
}

function transportLength(header: TransportHeader | undefined): number | undefined {
  switch (header?.type) {
    case "udp":
    case "udplite":
      return UDP_HEADER + header.length;
    case "other":
      return header.length;
    case "tcp":
      return tcpLength(header);
    case "sctp":
      return sctpLength(header);
    case "dccp":
      return dccpWhole(header);
    case "icmp":
      return icmpLength(header);
    case undefined:
      return undefined;
  }
}

function tcpLength({ options, sequence }: TcpHeader): number | undefined {
  if (!options) return undefined;
  const plain = options.filter((option) => !isMptcpOption(option));
  const isOpen =
    plain.length < options.length || plain.some(({ type, ...rest }) => type === "ao" && !("mac" in rest));
  return isOpen ? undefined : TCP_MIN_HEADER + tcpOptionsLength(plain.map(optionFromAst)) + sequence.length;
}

/** Of messages that carry anything, only `[raw (100)]` says how much. */
function icmpLength({ quoted }: IcmpHeader): number | undefined {
  return quoted?.type === "raw" ? quoted.length : undefined;
}

function dccpWhole({
  packetType,
  extended,
  options,
  dataOffset,
  length,
  span,
}: DccpHeader): number | undefined {
  if (dataOffset !== undefined) return 4 * dataOffset + length;
  if (!options) return undefined;
  const wire = {
    packetType: DCCP_TYPES.indexOf(packetType),
    extended,
    options: dccpOptionsFromAst(options, span),
  };
  return dccpLength(wire) + length;
}

function sctpLength({ chunks }: SctpHeader): number | undefined {
  let sum = SCTP_COMMON_HEADER;
  for (const chunk of chunks) {
    const length = chunk.type === "bytes" ? chunk.bytes.length : chunkLength(chunk);
    if (length === undefined) return undefined;
    sum += length;
  }
  return sum;
}

/** With its padding. */
function chunkLength(chunk: SctpChunk): number | undefined {
  if ("length" in chunk && chunk.length !== "any") return (chunk.length + 3) & ~3;
  return isOpen(chunk) ? undefined : itemLength(writeChunk(chunk));
}

function isOpen(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return part === "any";
  return Object.values(part).some(isOpen);
}

/**
 * Whether a packet of the script is a fragment behind which there are more; undefined for one that is
 * no fragment.
 * @throws PacketError missing-field if that follows neither from the packet nor from `mf` and `nomf`
 */
export function hasMore(packet: ScriptPacket): boolean | undefined {
  const ip = packet.headers.find((header) => header.type === "ip");
  if (ip?.fragment === undefined) return undefined;
  if (ip.moreFragments !== undefined) return ip.moreFragments;
  const header = transportOf(packet);
  const length = lengthBehindIp(header, carrierOf(packet));
  if (length !== undefined) return ip.fragment.end < length;
  const message = `how long the whole ${header.type} packet is, is left open: say mf or nomf`;
  throw new PacketError("missing-field", ip.fragment.span, message);
}

/** Whether the script expects a part of a packet, and not all of it. */
export function isPartOf(packet: ScriptPacket): boolean {
  const more = hasMore(packet);
  const ip = packet.headers.find((header) => header.type === "ip");
  return more !== undefined && (more || (ip?.fragment?.start ?? 0) > 0);
}
