// SPDX-License-Identifier: GPL-2.0

import {
  type Direction,
  NO_SPAN,
  type Endpoint as ScriptEndpoint,
  type Ipv6ExtensionHeader as ScriptExtension,
  type Packet as ScriptPacket,
  type TransportHeader as ScriptTransport,
} from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import type { Endpoint } from "../mapping/endpoint.js";
import { carrierOf, transportOf } from "../mapping/script-packet.js";
import { sequenceOffset } from "../mapping/tcp-sequence.js";
import { toScript } from "../mapping/to-script.js";
import { formatAddress } from "../wire/address.js";
import { contentsToAst } from "../wire/contents.js";
import { headerLength } from "../wire/encode.js";
import { fragmentOf } from "../wire/fragment.js";
import { type Header, innerIp, lastProtocol, type Packet, transport } from "../wire/packet.js";
import { dccpToAst } from "./dccp.js";
import { fragmentationToAst, partCarrier, partToAst } from "./fragment.js";
import { icmpToAst } from "./icmp.js";
import { ipToAst, outerToAst } from "./ip.js";
import { extensionToAst } from "./ipv6-extension.js";
import { sctpToAst } from "./sctp.js";
import { carrierToAst, type PortsToShow, portsToAst, tcpToAst, udpLiteToAst, udpToAst } from "./transport.js";

export interface ToAstOptions {
  /** Whose numbers to use; without it those of the wire, with the ports. */
  readonly connection?: Connection;
  /** The packet it is to be compared with: what that one writes out is written out here, too. */
  readonly like?: ScriptPacket;
  /** All bytes of cookies and the like, which nobody wants to read. */
  readonly isExact?: boolean;
  /** The packet that is whole with this part of it, with the numbers of the part. */
  readonly whole?: Packet;
}

/**
 * A packet from the wire as a script would write it, for the one printer in src/dsl/print.ts.
 * Headers that scripts have no words for end it: they and all that follows are `proto N (length)`.
 */
export function toAst(packet: Packet, direction: Direction, options: ToAstOptions = {}): ScriptPacket {
  const { connection } = options;
  return describe(connection ? toScript(packet, connection, direction) : packet, direction, options);
}

/** The same for a packet that has the script's numbers already. */
export function describe(packet: Packet, direction: Direction, options: ToAstOptions): ScriptPacket {
  const { headers, payload } = packet;
  const ip = innerIp(packet);
  const ipAt = ip ? headers.indexOf(ip) : -1;
  // An atomic fragment is whole; its header is told as a field.
  const behind = headers.slice(ipAt + 1).filter(({ type }) => type !== "ipv6-fragment");
  const { extensions, inside } = splitExtensions(behind);
  const carrier = inside.length === 2 && inside[0]?.type === "udp" ? inside[0] : undefined;
  const [only] = carrier ? inside.slice(1) : inside;
  const known = only === inside.at(-1) && only === transport(packet) ? only : undefined;
  const like = options.like?.headers.at(-1);
  const { connection } = options;
  const { whole, ...others } = options;
  const assembled = whole && describe(whole, direction, others);
  let last: ScriptTransport;
  switch (known?.type) {
    case "tcp":
      last = tcpToAst(known, payload, portsToShow(direction, options), {
        like: like?.type === "tcp" ? like : undefined,
        offset: connection ? sequenceOffset(known.flags, connection, direction) : 0,
        names: connection?.subflow?.names.keys,
      });
      break;
    case "udp":
      last = udpToAst(known, payload, portsToShow(direction, options));
      break;
    case "udplite":
      last = udpLiteToAst(known, payload, portsToShow(direction, options));
      break;
    case "sctp":
      last = sctpToAst(known, payload, direction, ip, portsToShow(direction, options), options);
      break;
    case "dccp": {
      const { ports } = portsToAst(known, portsToShow(direction, options));
      last = dccpToAst(known, payload, ports, connection?.dccp, like?.type === "dccp" ? like : undefined);
      break;
    }
    case "icmpv4":
    case "icmpv6":
      last = icmpToAst(known, payload, direction, connection, like?.type === "icmp" ? like : undefined);
      break;
    default: {
      const length = inside.reduce((sum, header) => sum + headerLength(header), payload.length);
      const next = ip ? lastProtocol(ip, headers.slice(ipAt + 1, headers.length - inside.length)) : 0;
      const protocol = fragmentOf(packet)?.protocol ?? next;
      last = (assembled ? transportOf(assembled) : partToAst(packet, options.like)) ?? {
        type: "other",
        span: NO_SPAN,
        protocol,
        length,
      };
    }
  }
  const outer = headers
    .slice(0, ipAt)
    .flatMap((header, i) => outerToAst(header, headers[i + 1], options.like?.headers[i]));
  const fragmentation = fragmentationToAst(packet, connection, options.like);
  const implied = ip ? ipToAst(ip, fragmentation, connection, options.like) : [];
  const around = assembled ? carrierOf(assembled) : partCarrier(packet, options.like);
  const carriers = carrier && known ? [carrierToAst(carrier)] : around ? [around] : [];
  const carried = known && hasContents(last) ? contentsToAst(payload) : undefined;
  return {
    type: "packet",
    span: NO_SPAN,
    direction,
    headers: [...outer, ...implied, ...extensions, ...carriers, last],
    ...(carried && { contents: carried }),
  };
}

/** Whether the payload is told as contents: chunks, quotes and reasons are the header's. */
function hasContents(header: ScriptTransport): boolean {
  switch (header.type) {
    case "tcp":
      return header.resetReason === undefined;
    case "udp":
    case "udplite":
    case "dccp":
      return true;
    default:
      return false;
  }
}

/** Takes the extension headers that scripts have words for off the front. */
function splitExtensions(headers: readonly Header[]): {
  readonly extensions: readonly ScriptExtension[];
  readonly inside: readonly Header[];
} {
  const extensions: ScriptExtension[] = [];
  for (const header of headers) {
    const extension = header.type === "ipv6-extension" ? extensionToAst(header) : undefined;
    if (!extension) break;
    extensions.push(extension);
  }
  return { extensions, inside: headers.slice(extensions.length) };
}

/** What to write as ports or addresses: those that are there, nothing, or the connection's names. */
function portsToShow(direction: Direction, { connection, like }: ToAstOptions): PortsToShow {
  if (!connection) return "wire";
  const asked = like?.headers.at(-1);
  const isAsked = asked !== undefined && "endpoints" in asked && asked.endpoints !== undefined;
  if (connection.isRouted && (!like || isAsked)) return endpointsToShow(direction, connection);
  const { ports } = connection;
  if (ports) {
    return direction === "inbound"
      ? { source: ports.remote, destination: ports.local }
      : { source: ports.local, destination: ports.remote };
  }
  return asked && "ports" in asked && asked.ports ? "wire" : undefined;
}

function endpointsToShow(direction: Direction, { local, remote }: Connection): PortsToShow {
  const [source, destination] = direction === "inbound" ? [remote, local] : [local, remote];
  if (!source || !destination) return undefined;
  return { endpoints: { span: NO_SPAN, source: endpoint(source), destination: endpoint(destination) } };
}

function endpoint({ address, port }: Endpoint): ScriptEndpoint {
  return { type: "address", span: NO_SPAN, address: formatAddress(address), port };
}
