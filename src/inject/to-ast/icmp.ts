// SPDX-License-Identifier: GPL-2.0

import {
  DCCP_TYPES,
  NO_SPAN,
  type QuotedPacket,
  type IcmpHeader as ScriptHeader,
  type Sequence,
} from "../../dsl/ast.js";
import { type IpFamily, icmpCodeName, icmpTypeName, isIcmpError } from "../icmp-names.js";
import type { Connection } from "../mapping/connection.js";
import { add32, subtract32 } from "../mapping/sequence.js";
import { ICMPV4_FRAG_NEEDED, ICMPV4_HEADER, ICMPV4_TYPE, type Icmpv4Header } from "../wire/icmpv4.js";
import { ICMPV6_TYPE, type Icmpv6Header } from "../wire/icmpv6.js";
import type { UdpPassenger } from "../wire/in-udp.js";
import { decodeQuote, type PortPair } from "../wire/quote.js";
import { advertisedMtu, isPlainAdvertisement } from "../wire/router-advertisement.js";

/**
 * A message from the wire as a script would write it.
 * @param like what it is compared with: sequence numbers are written as there
 */
export function icmpToAst(
  header: Icmpv4Header | Icmpv6Header,
  payload: Uint8Array,
  direction: "inbound" | "outbound",
  connection: Connection | undefined,
  like?: ScriptHeader,
): ScriptHeader {
  const family: IpFamily = header.type === "icmpv4" ? "ipv4" : "ipv6";
  const { icmpType, code } = header;
  const mtu = mtuOf(header, payload);
  const pointer = pointerOf(header);
  const id = echoId(header);
  const isAdvertisement = family === "ipv6" && icmpType === ICMPV6_TYPE.ROUTER_ADVERTISEMENT;
  const quoted = isIcmpError(family, icmpType)
    ? quotedToAst(payload, direction, connection, like?.quoted)
    : isAdvertisement && isPlainAdvertisement(payload)
      ? undefined
      : raw(payload);
  return {
    type: "icmp",
    span: NO_SPAN,
    icmpType: icmpTypeName(family, icmpType),
    ...(code !== 0 && { code: icmpCodeName(family, icmpType, code) }),
    ...(mtu !== undefined && { mtu }),
    ...(pointer !== undefined && { pointer }),
    ...(id !== undefined && { id }),
    ...(quoted && { quoted }),
  };
}

/**
 * The MTU of the next hop or of the link in bytes, if the message tells it: RFC 1191 section 4,
 * RFC 4443 3.2, RFC 4861 4.6.4.
 */
export function mtuOf(
  { type, icmpType, code, rest }: Icmpv4Header | Icmpv6Header,
  payload: Uint8Array,
): number | undefined {
  if (type === "icmpv6") {
    if (icmpType === ICMPV6_TYPE.ROUTER_ADVERTISEMENT) return advertisedMtu(payload);
    return icmpType === ICMPV6_TYPE.PACKET_TOO_BIG ? rest : undefined;
  }
  const isFragNeeded = icmpType === ICMPV4_TYPE.UNREACHABLE && code === ICMPV4_FRAG_NEEDED;
  return isFragNeeded ? rest & 0xffff : undefined;
}

/** Where a parameter problem is, in bytes from the start of the packet. */
export function pointerOf({ type, icmpType, rest }: Icmpv4Header | Icmpv6Header): number | undefined {
  if (type === "icmpv6") return icmpType === ICMPV6_TYPE.PARAMETER_PROBLEM ? rest : undefined;
  return icmpType === ICMPV4_TYPE.PARAMETER_PROBLEM ? rest >>> 24 : undefined;
}

/** The identifier of an echo request or reply. */
export function echoId({ type, icmpType, rest }: Icmpv4Header | Icmpv6Header): number | undefined {
  const isEcho =
    type === "icmpv4"
      ? icmpType === ICMPV4_TYPE.ECHO_REQUEST || icmpType === ICMPV4_TYPE.ECHO_REPLY
      : icmpType === ICMPV6_TYPE.ECHO_REQUEST || icmpType === ICMPV6_TYPE.ECHO_REPLY;
  return isEcho ? rest >>> 16 : undefined;
}

/** What an error is about: a packet of the other direction. */
export function quotedToAst(
  payload: Uint8Array,
  direction: "inbound" | "outbound",
  connection: Connection | undefined,
  like?: QuotedPacket,
): QuotedPacket | undefined {
  const quote = decodeQuote(payload, (ports) => passengerOf(ports, direction, connection));
  if (!quote) return raw(payload);
  const { payloadLength: length, carrier } = quote;
  const udp = carrier && {
    udp: { span: NO_SPAN, source: carrier.sourcePort, destination: carrier.destinationPort },
  };
  if (quote.type === "udp") return { type: "udp", span: NO_SPAN, length };
  if (quote.type === "sctp") return { type: "sctp", span: NO_SPAN, tag: quote.verificationTag, ...udp };
  if (quote.type === "udplite") return { type: "udplite", span: NO_SPAN, length, coverage: quote.coverage };
  const other = direction === "inbound" ? "outbound" : "inbound";
  if (quote.type === "dccp") {
    const { sequence: live } = quote;
    const isLocal = other === "outbound" && connection !== undefined;
    const sequence = isLocal ? connection.dccp.localToScript(live, true) : live;
    return { type: "dccp", span: NO_SPAN, packetType: DCCP_TYPES[quote.packetType] ?? "Data", sequence };
  }
  const mode = like?.type === "tcp" ? like.sequence.mode : undefined;
  const offset = connection?.offsets(other, false).sequence ?? 0;
  return {
    type: "tcp",
    span: NO_SPAN,
    sequence: sequenceToAst(quote.sequence, offset, length, mode),
    ...udp,
  };
}

/** A sequence number of the wire in the way that the script asks for. */
function sequenceToAst(live: number, offset: number, length: number, mode: Sequence["mode"]): Sequence {
  if (mode === "any") return { span: NO_SPAN, start: 0, end: length, length, mode };
  const start = mode === "absolute" ? live : subtract32(live, offset);
  return { span: NO_SPAN, start, end: add32(start, length), length, ...(mode && { mode }) };
}

/** What a quoted datagram carries that has the ports of the connection inside. */
function passengerOf(
  { sourcePort, destinationPort }: PortPair,
  direction: "inbound" | "outbound",
  connection: Connection | undefined,
): UdpPassenger | undefined {
  const { protocol, local, remote } = connection ?? {};
  if (protocol !== "sctp" && protocol !== "tcp") return undefined;
  const [source, destination] = direction === "outbound" ? [remote, local] : [local, remote];
  return source?.port === sourcePort && destination?.port === destinationPort ? protocol : undefined;
}

/** `[raw (n)]`, where n counts the ICMP header, too. */
function raw(payload: Uint8Array): QuotedPacket | undefined {
  if (payload.length === 0) return undefined;
  return { type: "raw", span: NO_SPAN, length: ICMPV4_HEADER + payload.length };
}
