// SPDX-License-Identifier: GPL-2.0

import type { Packet as ScriptPacket } from "../../dsl/ast.js";
import { type InUdp, sctpByChecksum, type UdpPassenger } from "../wire/in-udp.js";
import { carrierOf } from "./script-packet.js";

/**
 * The UDP ports between which a script has other packets travel: they tell what a datagram carries
 * even where its checksum does not.
 */
export class UdpCarriers {
  private readonly ports = new Map<number, UdpPassenger>();

  /** The script injects or expects a packet. */
  writes(packet: ScriptPacket): void {
    const carrier = carrierOf(packet);
    const type = packet.headers.at(-1)?.type;
    if (!carrier || (type !== "sctp" && type !== "tcp")) return;
    this.ports.set(carrier.ports.source, type).set(carrier.ports.destination, type);
  }

  readonly inUdp: InUdp = (header, bytes, start, end) =>
    this.ports.get(header.sourcePort) ??
    this.ports.get(header.destinationPort) ??
    sctpByChecksum(header, bytes, start, end);
}
