// SPDX-License-Identifier: GPL-2.0

import { type IpAddresses, SCTP_CHUNK_TYPES, type TransportHeader } from "../../dsl/ast.js";
import { type IpAddress, parseAddress } from "../wire/address.js";
import { equalBytes } from "../wire/bytes.js";
import { DCCP_TYPE } from "../wire/dccp/layout.js";
import { FRAGMENT_UNIT, type Fragment, fragmentOf, isPart } from "../wire/fragment.js";
import { hasPorts, innerIp, type Packet, type PortedHeader, transport } from "../wire/packet.js";
import { TRANSPORT_PROTOCOLS } from "../wire/protocols.js";
import { peekPorts } from "../wire/udp.js";
import { endsOf } from "./addresses.js";
import type { Connection } from "./connection.js";
import type { Endpoint } from "./endpoint.js";
import { isFirstSyn } from "./syn.js";

/**
 * Whether a packet that the kernel has sent belongs to the connection; others are none of the
 * script's business. The first packet of a connection that the kernel opens tells its local port
 * and its initial sequence number, which are remembered.
 * @param wanted what the script waits for: ICMP is looked at only when it waits for ICMP
 * @param written addresses that the script writes in the place of the connection's
 * @param protocols how the IP header of a part of what is waited for may announce it; undefined: anyhow
 */
export function claims(
  connection: Connection,
  packet: Packet,
  wanted: TransportHeader["type"],
  written: IpAddresses = {},
  protocols: readonly number[] | undefined = wanted === "other" ? undefined : TRANSPORT_PROTOCOLS[wanted],
): boolean {
  const ends = endsOf(packet);
  const header = transport(packet);
  const fragment = fragmentOf(packet);
  if (isPart(fragment)) return claimsPart(connection, packet, fragment, protocols);
  if (!ends || !connection.remote) return false;
  const local = isWritten(written.source, ends.ip.source) ? connection.local?.address : undefined;
  const remote = isWritten(written.destination, ends.ip.destination) ? connection.remote.address : undefined;
  const from = local ?? ends.source;
  const to = remote ?? ends.destination;
  if (!header || !hasPorts(header)) {
    const isWanted = header ? wanted === "icmp" : wanted === "other";
    return isWanted && hasAddresses(connection, from, to);
  }
  if (header.type !== connection.protocol || header.destinationPort !== connection.remote.port) return false;
  if (!isRemote(connection, to)) return false;
  if (opensActively(connection, header)) {
    if (connection.isRouted && !isAt(connection.local, from)) return false;
    connection.local = { address: from, port: header.sourcePort };
    if (header.type === "tcp") connection.live.localIsn = header.sequence;
    return true;
  }
  return header.sourcePort === connection.local?.port && isLocal(connection, from);
}

/** The first fragment of a packet has the ports, later ones have addresses only. */
function claimsPart(
  connection: Connection,
  packet: Packet,
  { protocol, start }: Fragment,
  protocols: readonly number[] | undefined,
): boolean {
  const ip = innerIp(packet);
  if (!ip || protocols?.includes(protocol) === false) return false;
  if (!hasAddresses(connection, ip.source, ip.destination)) return false;
  const { payload } = packet;
  const own: readonly number[] =
    connection.protocol === "icmp" ? [] : TRANSPORT_PROTOCOLS[connection.protocol];
  if (!own.includes(protocol) || start > 0 || payload.length < FRAGMENT_UNIT) return true;
  const { sourcePort, destinationPort } = peekPorts(payload);
  if (destinationPort !== connection.remote?.port) return false;
  if (connection.state === "connecting") connection.local = { address: ip.source, port: sourcePort };
  return connection.local === undefined || connection.local.port === sourcePort;
}

/** Whether a packet on the wire is one of the connection's, as far as is known. Changes nothing. */
export function carries(connection: Connection, packet: Packet, direction: "inbound" | "outbound"): boolean {
  const ends = endsOf(packet);
  const header = transport(packet);
  if (!ends || !header || !connection.local || !connection.remote) return false;
  const [local, remote] =
    direction === "outbound" ? [ends.source, ends.destination] : [ends.destination, ends.source];
  if (!hasAddresses(connection, local, remote)) return false;
  if (!hasPorts(header)) return true;
  const [localPort, remotePort] =
    direction === "outbound"
      ? [header.sourcePort, header.destinationPort]
      : [header.destinationPort, header.sourcePort];
  return (
    header.type === connection.protocol &&
    localPort === connection.local.port &&
    remotePort === connection.remote.port
  );
}

function isWritten(text: string | undefined, address: IpAddress): boolean {
  const written = text === undefined ? undefined : parseAddress(text);
  return written !== undefined && equalBytes(written, address);
}

function hasAddresses(connection: Connection, local: Uint8Array, remote: Uint8Array): boolean {
  return isLocal(connection, local) && isRemote(connection, remote);
}

function isLocal({ local, sctp }: Connection, address: Uint8Array): boolean {
  return isAt(local, address) || sctp.addresses.has("local", address);
}

function isRemote({ remote, sctp }: Connection, address: Uint8Array): boolean {
  return isAt(remote, address) || sctp.addresses.has("remote", address);
}

function isAt(endpoint: Endpoint | undefined, address: Uint8Array): boolean {
  return !endpoint || equalBytes(endpoint.address, address);
}

/** Whether the header is the first one of a connection that the kernel opens. */
function opensActively({ state }: Connection, header: PortedHeader): boolean {
  switch (header.type) {
    case "tcp":
      return state === "syn-sent" && isFirstSyn(header.flags);
    case "udp":
    case "udplite":
      return state === "connecting";
    case "sctp":
      return state === "syn-sent" && header.chunks[0]?.chunkType === SCTP_CHUNK_TYPES.INIT;
    case "dccp":
      return state === "syn-sent" && header.packetType === DCCP_TYPE.REQUEST;
  }
}
