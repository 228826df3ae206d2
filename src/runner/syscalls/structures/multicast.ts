// SPDX-License-Identifier: GPL-2.0
import type { Structure } from "./structure.js";

const MEMBERSHIP = [
  ["SOL_IP", "IP_ADD_MEMBERSHIP"],
  ["SOL_IP", "IP_DROP_MEMBERSHIP"],
  ["SOL_IP", "IP_MULTICAST_IF"],
] as const;

/** `{imr_multiaddr=inet_addr("239.1.2.3"), imr_interface=inet_addr("192.168.0.1")}`: struct ip_mreq, ip(7). */
export const ipMembership: Structure = {
  name: "ip_mreq",
  members: { imr_multiaddr: "address", imr_interface: "address" },
  options: MEMBERSHIP,
};

/** struct ip_mreqn: the same with the number of the interface. */
export const ipMembershipByIndex: Structure = {
  name: "ip_mreqn",
  members: { imr_multiaddr: "address", imr_address: "address", imr_ifindex: "integer" },
  options: MEMBERSHIP,
};

/** struct ip_mreq_source: one sender of a group. */
export const ipSourceMembership: Structure = {
  name: "ip_mreq_source",
  members: { imr_multiaddr: "address", imr_interface: "address", imr_sourceaddr: "address" },
  options: [
    ["SOL_IP", "IP_ADD_SOURCE_MEMBERSHIP"],
    ["SOL_IP", "IP_DROP_SOURCE_MEMBERSHIP"],
    ["SOL_IP", "IP_BLOCK_SOURCE"],
    ["SOL_IP", "IP_UNBLOCK_SOURCE"],
  ],
};

/** `{ipv6mr_multiaddr=inet6_addr("ff15::1"), ipv6mr_ifindex=2}`: struct ipv6_mreq, ipv6(7). */
export const ipv6Membership: Structure = {
  name: "ipv6_mreq",
  members: { ipv6mr_multiaddr: "address", ipv6mr_ifindex: "integer" },
  options: [
    ["SOL_IPV6", "IPV6_ADD_MEMBERSHIP"],
    ["SOL_IPV6", "IPV6_DROP_MEMBERSHIP"],
    ["SOL_IPV6", "IPV6_JOIN_ANYCAST"],
    ["SOL_IPV6", "IPV6_LEAVE_ANYCAST"],
  ],
};

/** struct group_req: a group of either family, RFC 3678 section 5. */
export const groupMembership: Structure = {
  name: "group_req",
  members: { gr_interface: "integer", gr_group: "socket-address" },
  options: [
    ["SOL_IP", "MCAST_JOIN_GROUP"],
    ["SOL_IP", "MCAST_LEAVE_GROUP"],
    ["SOL_IPV6", "MCAST_JOIN_GROUP"],
    ["SOL_IPV6", "MCAST_LEAVE_GROUP"],
  ],
};

/** struct group_source_req: one sender of such a group. */
export const groupSourceMembership: Structure = {
  name: "group_source_req",
  members: { gsr_interface: "integer", gsr_group: "socket-address", gsr_source: "socket-address" },
  options: ["JOIN_SOURCE_GROUP", "LEAVE_SOURCE_GROUP", "BLOCK_SOURCE", "UNBLOCK_SOURCE"].flatMap((name) => [
    ["SOL_IP", `MCAST_${name}`] as const,
    ["SOL_IPV6", `MCAST_${name}`] as const,
  ]),
};
