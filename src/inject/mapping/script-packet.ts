// SPDX-License-Identifier: GPL-2.0

import type { Packet, TransportHeader } from "../../dsl/ast.js";
import { PacketError } from "../packet-error.js";
import type { ScriptPorts } from "./connection.js";

/** The innermost header of a script's packet. */
export function transportOf(packet: Packet): TransportHeader {
  const header = packet.headers.at(-1);
  switch (header?.type) {
    case "tcp":
    case "udp":
    case "icmp":
    case "other":
      return header;
    default:
      throw new PacketError("missing-field", packet.span, "the packet has no transport header");
  }
}

/**
 * The ports of a script's packet, unless it leaves them open; 0 is no port.
 * @throws PacketError unsupported
 */
export function scriptPorts(packet: Packet, header: TransportHeader): ScriptPorts | undefined {
  if (header.type !== "tcp" && header.type !== "udp") return undefined;
  if (header.endpoints) {
    const { span } = header.endpoints;
    throw new PacketError("unsupported", span, "addresses in front of a packet can be checked, but not run");
  }
  if (!header.ports) return undefined;
  const { source, destination } = header.ports;
  if (source === 0 && destination === 0) return undefined;
  return packet.direction === "inbound"
    ? { local: destination, remote: source }
    : { local: source, remote: destination };
}
