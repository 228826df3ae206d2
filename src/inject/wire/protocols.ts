// SPDX-License-Identifier: GPL-2.0

/** Protocol numbers of the IPv4 protocol and IPv6 next-header fields (IANA). */
export const IPPROTO = {
  HOPOPTS: 0,
  ICMP: 1,
  IPIP: 4,
  TCP: 6,
  UDP: 17,
  IPV6: 41,
  ROUTING: 43,
  FRAGMENT: 44,
  GRE: 47,
  ICMPV6: 58,
  NONE: 59,
  DSTOPTS: 60,
} as const;

/** EtherTypes (IEEE), as GRE uses them too. */
export const ETHERTYPE = {
  IPV4: 0x0800,
  IPV6: 0x86dd,
  MPLS: 0x8847,
  MPLS_MULTICAST: 0x8848,
} as const;
