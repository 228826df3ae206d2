// SPDX-License-Identifier: GPL-2.0

import type { IpAddress } from "./address.js";
import { sumWords } from "./checksum.js";
import { finalDestination, homeAddress, type Ipv6ExtensionHeader } from "./ipv6-extension.js";
import type { Header, IpHeader } from "./packet.js";

/**
 * The part of the pseudo-header (IPv4: RFC 9293 section 3.1; IPv6: RFC 8200 section 8.1) that the
 * IP header alone decides: the sum over both addresses. Transport headers add their protocol
 * number and length.
 */
export function addressSum(ip: IpHeader): number {
  return sumOf(ip.source) + sumOf(ip.destination);
}

/**
 * What an extension header changes in that sum: a routing header stands for another destination,
 * a home-address option for another source. `outer` are the headers before it.
 */
export function addressCorrection(extension: Ipv6ExtensionHeader, outer: readonly Header[]): number {
  const destination = finalDestination(extension);
  const source = homeAddress(extension);
  if (!destination && !source) return 0;
  const ip = outer.findLast((header) => header.type === "ipv6");
  if (!ip) return 0;
  return (
    (destination ? sumOf(destination) - sumOf(ip.destination) : 0) +
    (source ? sumOf(source) - sumOf(ip.source) : 0)
  );
}

function sumOf(address: IpAddress): number {
  return sumWords(address, 0, address.length);
}
