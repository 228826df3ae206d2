// SPDX-License-Identifier: GPL-2.0

import {
  type EcnField,
  type IpAddresses,
  type IpFields,
  NO_SPAN,
  type GreHeader as ScriptGre,
  type Header as ScriptHeader,
  type IpHeader as ScriptIp,
  type Packet as ScriptPacket,
} from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import { formatAddress } from "../wire/address.js";
import type { GreHeader } from "../wire/gre.js";
import { IPV4_DONT_FRAGMENT, IPV4_MORE_FRAGMENTS } from "../wire/ipv4.js";
import type { Header, IpHeader } from "../wire/packet.js";
import { etherTypeOf } from "../wire/protocols.js";

/** By value of the two bits, RFC 3168 section 5. */
const ECN_NAMES: readonly EcnField[] = ["noecn", "ect1", "ect0", "ce"];

export function tosOf(ip: IpHeader): number {
  return ip.type === "ipv4" ? ip.tos : ip.trafficClass;
}

export function ttlOf(ip: IpHeader): number {
  return ip.type === "ipv4" ? ip.ttl : ip.hopLimit;
}

export function ecnName(tos: number): EcnField {
  return ECN_NAMES[tos & 3] ?? "noecn";
}

/**
 * What is worth saying about the implied IP header: congestion marks and service class if there
 * are any, and whatever the packet it is compared with says something about.
 */
export function ipToAst(
  ip: IpHeader,
  fragmentation: IpFields,
  connection: Connection | undefined,
  like: ScriptPacket | undefined,
): readonly ScriptIp[] {
  const asked: IpFields & IpAddresses = like?.headers.find((header) => header.type === "ip") ?? {};
  const label = ip.type === "ipv6" && asked.flowLabel !== undefined ? ip.flowLabel : undefined;
  const fields: IpFields & IpAddresses = {
    ...serviceToAst(ip, asked),
    ...(asked.source !== undefined && { source: formatAddress(ip.source) }),
    ...(asked.destination !== undefined && { destination: formatAddress(ip.destination) }),
    ...(label !== undefined && { flowLabel: connection?.flowLabels.toScript(label) ?? label }),
    ...fragmentation,
  };
  return Object.keys(fields).length === 0 ? [] : [{ type: "ip", span: NO_SPAN, ...fields }];
}

function serviceToAst(ip: IpHeader, asked: IpFields): IpFields {
  const tos = tosOf(ip);
  const showDscp = asked.dscp !== undefined && asked.tos === undefined;
  const showTos = !showDscp && (asked.tos !== undefined || tos > 3);
  const showEcn = !showTos && (asked.ecn !== undefined || (tos & 3) !== 0);
  return {
    ...(showEcn && { ecn: ecnName(tos) }),
    ...(showTos && { tos }),
    ...(showDscp && { dscp: tos >>> 2 }),
    ...(asked.ttl !== undefined && { ttl: ttlOf(ip) }),
  };
}

/** What is asked of a header in front of the implied one, all of it literal. */
function literalToAst(ip: IpHeader, asked: IpFields): IpFields {
  if (ip.type === "ipv6") return { ...(asked.flowLabel !== undefined && { flowLabel: ip.flowLabel }) };
  return {
    ...(asked.id !== undefined && { id: ip.id }),
    ...(asked.dontFragment !== undefined && { dontFragment: (ip.flags & IPV4_DONT_FRAGMENT) !== 0 }),
    ...(asked.moreFragments !== undefined && { moreFragments: (ip.flags & IPV4_MORE_FRAGMENTS) !== 0 }),
  };
}

/**
 * A header in front of the innermost IP header; `next` is the one it announces.
 * @param like the header that it is compared with
 */
export function outerToAst(
  header: Header,
  next: Header | undefined,
  like: ScriptHeader | undefined,
): readonly ScriptHeader[] {
  switch (header.type) {
    case "ipv4":
    case "ipv6": {
      const asked: IpFields = like?.type === "ipv4" || like?.type === "ipv6" ? like : {};
      return [
        {
          type: header.type,
          span: NO_SPAN,
          ...serviceToAst(header, asked),
          ...literalToAst(header, asked),
          source: formatAddress(header.source),
          destination: formatAddress(header.destination),
        },
      ];
    }
    case "gre":
      return [greToAst(header, next)];
    case "mpls":
      return [
        {
          type: "mpls",
          span: NO_SPAN,
          entries: header.entries.map((entry) => ({ span: NO_SPAN, ...entry })),
        },
      ];
    default:
      return [];
  }
}

/** A protocol that is the right one for what follows, and a right checksum, go without saying. */
function greToAst(header: GreHeader, next: Header | undefined): ScriptGre {
  const { flags, protocol, checksum, offset, key, sequence } = header;
  return {
    type: "gre",
    span: NO_SPAN,
    fields: {
      span: NO_SPAN,
      ...(flags !== 0 && { flags }),
      ...(protocol !== etherTypeOf(next?.type) && { protocol }),
      ...(checksum !== undefined && { checksum }),
      ...(offset !== undefined && offset !== 0 && { offset }),
      ...(key !== undefined && { key }),
      ...(sequence !== undefined && { sequence }),
    },
  };
}
