// SPDX-License-Identifier: GPL-2.0

/** Protocol numbers of the IPv4 protocol and IPv6 next-header fields (IANA). */
export const IPPROTO = {
  HOPOPTS: 0,
  ICMP: 1,
  IGMP: 2,
  IPIP: 4,
  TCP: 6,
  UDP: 17,
  DCCP: 33,
  IPV6: 41,
  ROUTING: 43,
  FRAGMENT: 44,
  GRE: 47,
  ICMPV6: 58,
  NONE: 59,
  DSTOPTS: 60,
  SCTP: 132,
  UDPLITE: 136,
  MPLS: 137,
} as const;

/** The numbers of transport protocols, by the names of scripts; ICMP's for IPv4 and for IPv6. */
export const TRANSPORT_PROTOCOLS = {
  tcp: [IPPROTO.TCP],
  udp: [IPPROTO.UDP],
  udplite: [IPPROTO.UDPLITE],
  sctp: [IPPROTO.SCTP],
  dccp: [IPPROTO.DCCP],
  icmp: [IPPROTO.ICMP, IPPROTO.ICMPV6],
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** EtherTypes (IEEE), as GRE uses them too. */
export const ETHERTYPE = {
  IPV4: 0x0800,
  IPV6: 0x86dd,
  MPLS: 0x8847,
  MPLS_MULTICAST: 0x8848,
} as const;

/** How IP announces a header of that type; "no next header" for those it cannot carry. */
export function protocolOf(type: string | undefined): number {
  switch (type) {
    case "ipv4":
      return IPPROTO.IPIP;
    case "ipv6":
      return IPPROTO.IPV6;
    case "gre":
      return IPPROTO.GRE;
    case "mpls":
      return IPPROTO.MPLS;
    default:
      return IPPROTO.NONE;
  }
}

/** How GRE announces a header of that type. */
export function etherTypeOf(type: string | undefined): number {
  switch (type) {
    case "ipv6":
      return ETHERTYPE.IPV6;
    case "mpls":
      return ETHERTYPE.MPLS;
    default:
      return ETHERTYPE.IPV4;
  }
}
