// SPDX-License-Identifier: GPL-2.0

import { ICMPV6_TYPE } from "./icmpv6.js";
import { IPV4, IPV4_MIN_HEADER } from "./ipv4.js";
import { IPV6, IPV6_HEADER } from "./ipv6.js";
import { IPPROTO } from "./protocols.js";

/** Multicast listener discovery (RFC 2710, RFC 3810) and neighbour discovery (RFC 4861). */
const UPKEEP_TYPES: ReadonlySet<number | undefined> = new Set([
  ICMPV6_TYPE.LISTENER_QUERY,
  ICMPV6_TYPE.LISTENER_REPORT,
  ICMPV6_TYPE.LISTENER_DONE,
  ICMPV6_TYPE.ROUTER_SOLICITATION,
  ICMPV6_TYPE.ROUTER_ADVERTISEMENT,
  ICMPV6_TYPE.NEIGHBOUR_SOLICITATION,
  ICMPV6_TYPE.NEIGHBOUR_ADVERTISEMENT,
  ICMPV6_TYPE.REDIRECT,
  ICMPV6_TYPE.LISTENER_REPORT_V2,
]);

/**
 * Whether a layer-3 frame belongs to the upkeep of the network, which every host does by itself
 * whatever its applications do: neighbour discovery and router solicitations, multicast listener
 * reports, IGMP. Looks at a few bytes only, so that it can be asked of each frame.
 */
export function isUpkeep(frame: Uint8Array): boolean {
  const version = (frame[0] ?? 0) >>> 4;
  if (version === 4) return frame.length >= IPV4_MIN_HEADER && frame[IPV4.protocol] === IPPROTO.IGMP;
  if (version !== 6) return false;
  const next = frame[IPV6.nextHeader];
  if (next === IPPROTO.ICMPV6) return UPKEEP_TYPES.has(frame[IPV6_HEADER]);
  // Listener reports have a router alert in front, RFC 2711.
  if (next !== IPPROTO.HOPOPTS || frame[IPV6_HEADER] !== IPPROTO.ICMPV6) return false;
  return UPKEEP_TYPES.has(frame[IPV6_HEADER + 8 * ((frame[IPV6_HEADER + 1] ?? 0) + 1)]);
}
