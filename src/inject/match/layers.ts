// SPDX-License-Identifier: GPL-2.0

import type { Packet as ScriptPacket } from "../../dsl/ast.js";
import { isPartOf } from "../from-ast/whole-length.js";
import type { IpFamily } from "../icmp-names.js";
import { carrierOf } from "../mapping/script-packet.js";
import type { Header, Packet } from "../wire/packet.js";
import { isEncapsulation } from "./encapsulation.js";

/** The headers that a script's packet stands for, by name, with the implied IP header. */
export function expectedLayers(packet: ScriptPacket, family: IpFamily): readonly string[] {
  const layers: string[] = [];
  let extended = false;
  const fragment = packet.headers.find((header) => header.type === "ip")?.fragment;
  const ip = fragment && family === "ipv6" ? [family, "fragment"] : [family];
  if (isPartOf(packet)) return [...packet.headers.filter(isEncapsulation).map(({ type }) => type), ...ip];
  for (const header of packet.headers) {
    switch (header.type) {
      case "ip":
      case "psp":
        break;
      case "hopopts":
      case "destopts":
      case "routing":
        if (!extended) layers.push(family);
        extended = true;
        layers.push(header.type);
        break;
      case "tcp":
      case "udp":
      case "sctp":
      case "dccp":
      case "udplite":
      case "icmp":
        layers.push(...(extended ? [] : ip), ...psp(packet), ...carrier(packet), header.type);
        break;
      case "udp-encapsulation":
        break;
      case "other":
        layers.push(...(extended ? [] : ip), ...psp(packet));
        break;
      default:
        layers.push(header.type);
    }
  }
  return layers;
}

function psp({ headers }: ScriptPacket): readonly string[] {
  return headers.some(({ type }) => type === "psp") ? ["udp", "psp"] : [];
}

function carrier(packet: ScriptPacket): readonly string[] {
  return carrierOf(packet) ? ["udp"] : [];
}

const EXTENSIONS = { "hop-by-hop": "hopopts", routing: "routing", destination: "destopts" } as const;

/** The headers that were on the wire, by the same names. */
export function actualLayers({ headers }: Packet): readonly string[] {
  return headers.map(layerName);
}

function layerName(header: Header): string {
  switch (header.type) {
    case "icmpv4":
    case "icmpv6":
      return "icmp";
    case "ipv6-extension":
      return EXTENSIONS[header.kind];
    case "ipv6-fragment":
      return "fragment";
    default:
      return header.type;
  }
}
