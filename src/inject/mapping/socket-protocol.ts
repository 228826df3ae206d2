// SPDX-License-Identifier: GPL-2.0

import { IPPROTO } from "../wire/protocols.js";
import type { Protocol } from "./connection.js";

const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_DCCP = 6;
const SOCK_TYPE_MASK = 0xf;
const IPPROTO_MPTCP = 262;

/**
 * The protocol that the packets of socket(2) with this type and protocol have; undefined if they
 * are none a script can name. include/uapi/linux/in.h, include/linux/net.h.
 */
export function socketProtocol(type: number, protocol: number): Protocol | undefined {
  switch (protocol) {
    case 0: {
      const kind = type & SOCK_TYPE_MASK;
      if (kind === SOCK_STREAM) return "tcp";
      if (kind === SOCK_DCCP) return "dccp";
      return kind === SOCK_DGRAM ? "udp" : undefined;
    }
    case IPPROTO.TCP:
    case IPPROTO_MPTCP:
      return "tcp";
    case IPPROTO.UDP:
      return "udp";
    case IPPROTO.SCTP:
      return "sctp";
    case IPPROTO.DCCP:
      return "dccp";
    case IPPROTO.UDPLITE:
      return "udplite";
    case IPPROTO.ICMP:
    case IPPROTO.ICMPV6:
      return "icmp";
    default:
      return undefined;
  }
}
