// SPDX-License-Identifier: GPL-2.0

import type { Ipv6ExtensionHeader, Header as ScriptHeader, Packet as ScriptPacket } from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import { carrierOf, isExtension, transportOf } from "../mapping/script-packet.js";
import { pathOf } from "../mapping/sctp/path.js";
import { PacketError } from "../packet-error.js";
import type { IpAddress } from "../wire/address.js";
import { NO_BYTES } from "../wire/bytes.js";
import { payloadBytes } from "../wire/contents.js";
import { headerLength } from "../wire/encode.js";
import type { Header, Packet } from "../wire/packet.js";
import { IPPROTO, protocolOf } from "../wire/protocols.js";
import { oddChecksum, withChecksum } from "./checksum.js";
import { dccpFromAst } from "./dccp.js";
import { fragmentFromAst } from "./fragment.js";
import { greFromAst } from "./gre.js";
import { icmpFromAst } from "./icmp.js";
import { familyOf, impliedAddresses, ipFromAst, outerIpFromAst } from "./ip.js";
import { extensionsFromAst } from "./ipv6-extension.js";
import { withSignature } from "./md5.js";
import { wirePorts } from "./ports.js";
import { fits } from "./range.js";
import { sctpFromAst } from "./sctp.js";
import { tcpFromAst, tcpPayload } from "./tcp.js";

/** What the length field of IPv4 can say. */
const MAX_PACKET = 0xffff;

export interface InjectOptions {
  /** `--tcp_ts_ecr_scaled`: reckon echoed timestamps that no expected packet had. */
  readonly scaledEchoes?: boolean;
  /**
   * Sets IPv4's flag DF, as real senders of TCP do: packets without it and with one and the same
   * identification are not merged by receive offload (gro_network_flush(), include/net/gro.h).
   */
  readonly dontFragment?: boolean;
}

/**
 * Builds what to inject for an inbound packet of the script, with the live numbers of the
 * connection it belongs to. Tells the connection nothing: see Connection.injects().
 * @throws PacketError if the packet says too little, or something that cannot be
 */
export function fromAst(packet: ScriptPacket, connection: Connection, options: InjectOptions = {}): Packet {
  const last = packet.headers.at(-1);
  // No header of it is one that would have to be made.
  if (last?.type === "other" && last.isWhole)
    return {
      headers: [],
      payload: payloadBytes(packet.contents, fits(last.length, 16, "length", last.span)),
    };
  const inner = innermost(packet, connection, options);
  let headers = inner.headers;
  for (const header of packet.headers.toReversed()) headers = [...encapsulation(header, headers), ...headers];
  const length = headers.reduce((sum, header) => sum + headerLength(header), inner.payload.length);
  if (length > MAX_PACKET) {
    throw new PacketError(
      "out-of-range",
      packet.span,
      `a packet of ${length} bytes: at most ${MAX_PACKET} fit`,
    );
  }
  return { headers, payload: inner.payload };
}

/** What follows the IP header, and how that announces it. */
interface ProtocolPacket extends Packet {
  readonly protocol: number;
}

/** The implied IP header and the transport header. */
function innermost(packet: ScriptPacket, connection: Connection, options: InjectOptions): Packet {
  const { remote, local } = connection;
  if (!remote || !local) {
    throw new PacketError("no-connection", packet.span, "nobody knows the addresses of the connection yet");
  }
  const written = packet.headers.find((header) => header.type === "ip");
  const last = packet.headers.at(-1);
  const path = last?.type === "sctp" ? pathOf(last) : {};
  const usual = { source: remote.address, destination: local.address, ...path };
  if (familyOf(usual.source) !== familyOf(usual.destination)) {
    throw new PacketError("out-of-range", packet.span, "source and destination are of different IP versions");
  }
  const addresses = impliedAddresses(written, usual);
  const transport = inUdp(packet, transportFromAst(packet, connection, options));
  const extensions = extensionsFromAst(extensionsOf(packet, addresses.source), transport.protocol);
  const ip = ipFromAst(written ?? {}, packet.span, addresses, extensions.protocol, options.dontFragment);
  const inner = { headers: [ip, ...extensions.headers, ...transport.headers], payload: transport.payload };
  const whole = withSignature(withChecksum(inner, oddChecksum(transportOf(packet))), packet, connection);
  const carrierAt = whole.headers.length - 2;
  return fragmentFromAst(
    withChecksum(whole, carrierOf(packet)?.checksum, carrierAt),
    written ?? {},
    packet.span,
  );
}

/** The transport header behind the UDP header that the script puts around it, if it does. */
function inUdp(script: ScriptPacket, transport: ProtocolPacket): ProtocolPacket {
  const carrier = carrierOf(script);
  if (!carrier) return transport;
  const { ports, span } = carrier;
  const udp: Header = {
    type: "udp",
    sourcePort: fits(ports.source, 16, "source port", span),
    destinationPort: fits(ports.destination, 16, "destination port", span),
  };
  return { ...transport, headers: [udp, ...transport.headers], protocol: IPPROTO.UDP };
}

/** @throws PacketError unsupported, for any over IPv4 */
function extensionsOf(packet: ScriptPacket, source: IpAddress): readonly Ipv6ExtensionHeader[] {
  const extensions = packet.headers.filter(isExtension);
  const [first] = extensions;
  if (!first || familyOf(source) === "ipv6") return extensions;
  throw new PacketError("unsupported", first.span, `${first.type} is for IPv6: --ip_version=ipv6`);
}

function transportFromAst(
  packet: ScriptPacket,
  connection: Connection,
  options: InjectOptions,
): ProtocolPacket {
  const header = transportOf(packet);
  const { span } = header;
  const carried = (length: number): Uint8Array => payloadBytes(packet.contents, length);
  switch (header.type) {
    case "tcp": {
      const payload = tcpPayload(header, packet.contents);
      const tcp = tcpFromAst(header, payload, connection, options.scaledEchoes ?? false);
      return { headers: [tcp], payload, protocol: IPPROTO.TCP };
    }
    case "udp": {
      const payload = carried(fits(header.length, 16, "payload length", span));
      return {
        headers: [{ type: "udp", ...wirePorts(header.ports, connection, span) }],
        payload,
        protocol: IPPROTO.UDP,
      };
    }
    case "udplite": {
      const payload = carried(fits(header.length, 16, "payload length", span));
      const coverage = fits(header.coverage, 16, "coverage", span);
      return {
        headers: [{ type: "udplite", ...wirePorts(header.ports, connection, span), coverage }],
        payload,
        protocol: IPPROTO.UDPLITE,
      };
    }
    case "sctp": {
      const sctp = sctpFromAst(header, connection);
      return { headers: [sctp.header], payload: sctp.payload, protocol: IPPROTO.SCTP };
    }
    case "dccp": {
      const payload = carried(fits(header.length, 16, "payload length", span));
      return { headers: [dccpFromAst(header, connection)], payload, protocol: IPPROTO.DCCP };
    }
    case "icmp": {
      const family = familyOf(connection.remote?.address ?? NO_BYTES);
      const icmp = icmpFromAst(header, connection, family);
      const protocol = family === "ipv4" ? IPPROTO.ICMP : IPPROTO.ICMPV6;
      return { headers: [icmp.header], payload: icmp.payload, protocol };
    }
    case "other":
      return {
        headers: [],
        payload: carried(fits(header.length, 16, "length", span)),
        protocol: fits(header.protocol, 8, "protocol", span),
      };
  }
}

/** The header to stand before `inside`; none for those that are already in there. */
function encapsulation(header: ScriptHeader, inside: readonly Header[]): readonly Header[] {
  switch (header.type) {
    case "ipv4":
    case "ipv6":
      return [outerIpFromAst(header, protocolOf(inside[0]?.type))];
    case "gre":
      return [greFromAst(header, inside[0]?.type)];
    case "mpls":
      return [
        {
          type: "mpls",
          entries: header.entries.map(({ label, trafficClass, bottom, ttl, span }) => ({
            label: fits(label, 20, "label", span),
            trafficClass: fits(trafficClass, 3, "tc", span),
            bottom,
            ttl: fits(ttl, 8, "ttl", span),
          })),
        },
      ];
    case "psp":
      throw new PacketError("unsupported", header.span, "this kernel has no PSP");
    case "ip":
    case "hopopts":
    case "destopts":
    case "routing":
    case "udp-encapsulation":
    case "sctp":
    case "udplite":
    case "tcp":
    case "udp":
    case "dccp":
    case "icmp":
    case "other":
      return [];
  }
}
