// SPDX-License-Identifier: GPL-2.0

import type { IpAddress } from "../wire/address.js";
import { finalDestination, homeAddress, type Ipv6ExtensionHeader } from "../wire/ipv6-extension.js";
import { type IpHeader, innerIp, type Packet } from "../wire/packet.js";

/** The two ends of a packet, as its sockets see them. */
export interface Ends {
  readonly ip: IpHeader;
  readonly source: IpAddress;
  readonly destination: IpAddress;
}

/**
 * The addresses by which a packet belongs to a connection: those of the innermost IP header, or what
 * a routing header and a home-address option put in their place (RFC 6275 section 6). Undefined if
 * it is no IP packet.
 */
export function endsOf(packet: Packet): Ends | undefined {
  const ip = innerIp(packet);
  if (!ip) return undefined;
  const extensions = packet.headers.filter((header) => header.type === "ipv6-extension");
  return {
    ip,
    source: first(extensions, homeAddress) ?? ip.source,
    destination: first(extensions, finalDestination) ?? ip.destination,
  };
}

function first(
  extensions: readonly Ipv6ExtensionHeader[],
  read: (header: Ipv6ExtensionHeader) => IpAddress | undefined,
): IpAddress | undefined {
  for (const header of extensions) {
    const address = read(header);
    if (address) return address;
  }
  return undefined;
}
