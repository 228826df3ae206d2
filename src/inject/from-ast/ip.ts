// SPDX-License-Identifier: GPL-2.0

import type { EcnField, IpFields, IpHeader as IpHeaderOfScript, OuterIpHeader, Span } from "../../dsl/ast.js";
import type { IpFamily } from "../icmp-names.js";
import { PacketError } from "../packet-error.js";
import { IPV4_BYTES, type IpAddress, parseAddress } from "../wire/address.js";
import { NO_BYTES } from "../wire/bytes.js";
import { IPV4_DONT_FRAGMENT, IPV4_MORE_FRAGMENTS } from "../wire/ipv4.js";
import type { IpHeader } from "../wire/packet.js";
import { fits } from "./range.js";

/** The ECN field's values, RFC 3168 section 5. */
export const ECN = { noecn: 0, ect1: 1, ect0: 2, ce: 3 } as const;

/** What packets are injected with when the script does not say; as packetdrill has it. */
const DEFAULT_TTL = 255;

export interface AddressPair {
  readonly source: IpAddress;
  readonly destination: IpAddress;
}

/** An IP header for a packet to inject. */
export function ipFromAst(
  fields: IpFields,
  span: Span,
  addresses: AddressPair,
  protocol: number,
  dontFragment = false,
): IpHeader {
  const tos = tosOf(fields, span);
  const ttl = fits(fields.ttl ?? DEFAULT_TTL, 8, "ttl", span);
  const flowLabel = fits(fields.flowLabel ?? 0, 20, "flowlabel", span);
  if (familyOf(addresses.source) === "ipv6") {
    return { type: "ipv6", trafficClass: tos, flowLabel, nextHeader: protocol, hopLimit: ttl, ...addresses };
  }
  return {
    type: "ipv4",
    tos,
    id: fits(fields.id ?? 0, 16, "id", span),
    flags:
      ((fields.dontFragment ?? dontFragment) ? IPV4_DONT_FRAGMENT : 0) |
      (fields.moreFragments ? IPV4_MORE_FRAGMENTS : 0),
    fragmentOffset: 0,
    ttl,
    protocol,
    ...addresses,
    options: NO_BYTES,
  };
}

/**
 * A header that spells everything out, so that it must have what the script says.
 * @throws PacketError unsupported for fields of the other IP version
 */
export function outerIpFromAst(header: OuterIpHeader, protocol: number): IpHeader {
  const { type, span, flowLabel, id, dontFragment, moreFragments } = header;
  const isForeign =
    type === "ipv4"
      ? flowLabel !== undefined
      : id !== undefined || dontFragment !== undefined || moreFragments !== undefined;
  if (isForeign) {
    const fields = type === "ipv4" ? "no flow label" : "neither an identification nor df and mf";
    throw new PacketError("unsupported", span, `an ${type} header has ${fields}`);
  }
  return ipFromAst(header, span, outerAddresses(header), protocol);
}

/** The addresses that an encapsulating header spells out. */
function outerAddresses({ type, span, source, destination }: OuterIpHeader): AddressPair {
  return {
    source: writtenAddress(source, type, span),
    destination: writtenAddress(destination, type, span),
  };
}

/** Those of the implied header: the connection's, unless the script writes others. */
export function impliedAddresses(
  written: IpHeaderOfScript | undefined,
  connection: AddressPair,
): AddressPair {
  if (!written) return connection;
  const { source, destination, span } = written;
  const family = familyOf(connection.source);
  return {
    source: source === undefined ? connection.source : writtenAddress(source, family, span),
    destination:
      destination === undefined ? connection.destination : writtenAddress(destination, family, span),
  };
}

export function writtenAddress(text: string, family: IpFamily, span: Span): IpAddress {
  const address = parseAddress(text);
  if (address && familyOf(address) === family) return address;
  throw new PacketError("out-of-range", span, `"${text}" is no ${family} address`);
}

export function familyOf(address: IpAddress): IpFamily {
  return address.length === IPV4_BYTES ? "ipv4" : "ipv6";
}

function tosOf({ ecn, tos, dscp }: IpFields, span: Span): number {
  if (dscp !== undefined) {
    if (tos === undefined) return (fits(dscp, 6, "dscp", span) << 2) | ecnOf(ecn, span);
    throw new PacketError("unsupported", span, "tos and dscp exclude each other");
  }
  if (tos !== undefined && ecn !== undefined && (tos & 3) !== ecnOf(ecn, span)) {
    throw new PacketError("unsupported", span, `tos 0x${tos.toString(16)} and ${ecn} exclude each other`);
  }
  return tos === undefined ? ecnOf(ecn, span) : fits(tos, 8, "tos", span);
}

function ecnOf(ecn: EcnField | undefined, span: Span): number {
  if (ecn === "ect01") {
    throw new PacketError("unsupported", span, "ect01 is for outbound packets; inject ect0 or ect1");
  }
  return ecn === undefined ? ECN.noecn : ECN[ecn];
}
