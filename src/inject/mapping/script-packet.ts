// SPDX-License-Identifier: GPL-2.0

import type {
  Endpoints,
  Header,
  Ipv6ExtensionHeader,
  Packet,
  TransportHeader,
  UdpEncapsulationHeader,
} from "../../dsl/ast.js";
import { PacketError } from "../packet-error.js";
import { TRANSPORT_PROTOCOLS } from "../wire/protocols.js";
import type { ScriptPorts } from "./connection.js";
import { sctpPorts } from "./sctp/path.js";

/**
 * The innermost header of a script's packet.
 * @throws PacketError "unsupported" for what of the language has no codec
 */
export function transportOf(packet: Packet): TransportHeader {
  const header = packet.headers.at(-1);
  if (isTransport(header)) return header;
  throw new PacketError("missing-field", packet.span, "the packet has no transport header");
}

export function isTransport(header: Header | undefined): header is TransportHeader {
  switch (header?.type) {
    case "tcp":
    case "udp":
    case "sctp":
    case "udplite":
    case "dccp":
    case "icmp":
    case "other":
      return true;
    default:
      return false;
  }
}

/** The UDP header that the script puts around the transport header. */
export function carrierOf({ headers }: Packet): UdpEncapsulationHeader | undefined {
  return headers.find((header) => header.type === "udp-encapsulation");
}

/** The numbers by which an IP header announces the packet; ICMP's is that of IPv4 or of IPv6. */
export function protocolsOf(packet: Packet): readonly number[] {
  const header = transportOf(packet);
  if (carrierOf(packet)) return TRANSPORT_PROTOCOLS.udp;
  return header.type === "other" ? [header.protocol] : TRANSPORT_PROTOCOLS[header.type];
}

export function isExtension(header: Header): header is Ipv6ExtensionHeader {
  return header.type === "hopopts" || header.type === "destopts" || header.type === "routing";
}

/** The ports of a script's packet, unless it leaves them open; 0 is no port. */
export function scriptPorts(packet: Packet, header: TransportHeader): ScriptPorts | undefined {
  if (header.type === "sctp") return sctpPorts(header, packet.direction);
  if (!("ports" in header) || !header.ports) return undefined;
  const { source, destination } = header.ports;
  if (source === 0 && destination === 0) return undefined;
  return packet.direction === "inbound"
    ? { local: destination, remote: source }
    : { local: source, remote: destination };
}

/** What a script's packet writes in place of ports: `addr[a] > 192.0.2.1:80`. */
export function scriptEndpoints(header: TransportHeader): Endpoints | undefined {
  return header.type === "tcp" || header.type === "udp" ? header.endpoints : undefined;
}
