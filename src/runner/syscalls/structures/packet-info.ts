// SPDX-License-Identifier: GPL-2.0
import type { LevelAndName, Structure } from "./structure.js";

/**
 * `{ipi_ifindex=2, ipi_spec_dst=inet_addr("192.168.0.1")}`: struct in_pktinfo, ip(7): the interface
 * and the addresses of a datagram, as a control message.
 */
export const ipPacketInfo: Structure = {
  name: "in_pktinfo",
  members: { ipi_ifindex: "integer", ipi_spec_dst: "address", ipi_addr: "address" },
  options: [["SOL_IP", "IP_PKTINFO"]],
  messages: [["SOL_IP", "IP_PKTINFO"]],
};

const PACKET_INFO_V6: readonly LevelAndName[] = [
  ["SOL_IPV6", "IPV6_PKTINFO"],
  ["SOL_IPV6", "IPV6_2292PKTINFO"],
];

/** `{ipi6_addr=inet6_addr("::1"), ipi6_ifindex=0}`: struct in6_pktinfo, RFC 3542 section 6. */
export const ipv6PacketInfo: Structure = {
  name: "in6_pktinfo",
  members: { ipi6_addr: "address", ipi6_ifindex: "integer" },
  options: PACKET_INFO_V6,
  messages: PACKET_INFO_V6,
};
