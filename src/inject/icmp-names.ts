// SPDX-License-Identifier: GPL-2.0

import { ICMPV4_TYPE } from "./wire/icmpv4.js";
import { ICMPV6_TYPE } from "./wire/icmpv6.js";

export type IpFamily = "ipv4" | "ipv6";

type Names = Readonly<Record<string, number>>;

/** Names of packetdrill's for ICMP types, and for the codes of those that have some. */
interface Vocabulary {
  readonly types: Names;
  readonly codes: ReadonlyMap<number, Names>;
  /** Types that quote the packet they are about. */
  readonly errors: ReadonlySet<number>;
}

const IPV4: Vocabulary = {
  types: {
    echo_reply: ICMPV4_TYPE.ECHO_REPLY,
    unreachable: ICMPV4_TYPE.UNREACHABLE,
    source_quench: ICMPV4_TYPE.SOURCE_QUENCH,
    redirect: ICMPV4_TYPE.REDIRECT,
    echo_request: ICMPV4_TYPE.ECHO_REQUEST,
    time_exceeded: ICMPV4_TYPE.TIME_EXCEEDED,
    parameter_problem: ICMPV4_TYPE.PARAMETER_PROBLEM,
    timestamp_request: ICMPV4_TYPE.TIMESTAMP_REQUEST,
    timestamp_reply: ICMPV4_TYPE.TIMESTAMP_REPLY,
    information_request: ICMPV4_TYPE.INFORMATION_REQUEST,
    information_reply: ICMPV4_TYPE.INFORMATION_REPLY,
    address_mask_request: ICMPV4_TYPE.ADDRESS_MASK_REQUEST,
    address_mask_reply: ICMPV4_TYPE.ADDRESS_MASK_REPLY,
  },
  codes: new Map<number, Names>([
    [
      ICMPV4_TYPE.UNREACHABLE,
      {
        net_unreachable: 0,
        host_unreachable: 1,
        protocol_unreachable: 2,
        port_unreachable: 3,
        frag_needed: 4,
        source_route_failed: 5,
        net_unknown: 6,
        host_unknown: 7,
        source_host_isolated: 8,
        net_prohibited: 9,
        host_prohibited: 10,
        net_unreachable_for_tos: 11,
        host_unreachable_for_tos: 12,
        packet_filtered: 13,
        precedence_violation: 14,
        precedence_cutoff: 15,
      },
    ],
    [ICMPV4_TYPE.TIME_EXCEEDED, { ttl_exceeded_in_transit: 0, frag_reass_exceeded: 1 }],
  ]),
  errors: new Set([
    ICMPV4_TYPE.UNREACHABLE,
    ICMPV4_TYPE.SOURCE_QUENCH,
    ICMPV4_TYPE.REDIRECT,
    ICMPV4_TYPE.TIME_EXCEEDED,
    ICMPV4_TYPE.PARAMETER_PROBLEM,
  ]),
};

const IPV6: Vocabulary = {
  types: {
    unreachable: ICMPV6_TYPE.UNREACHABLE,
    packet_too_big: ICMPV6_TYPE.PACKET_TOO_BIG,
    time_exceeded: ICMPV6_TYPE.TIME_EXCEEDED,
    parameter_problem: ICMPV6_TYPE.PARAMETER_PROBLEM,
    echo_request: ICMPV6_TYPE.ECHO_REQUEST,
    echo_reply: ICMPV6_TYPE.ECHO_REPLY,
    router_advertisement: ICMPV6_TYPE.ROUTER_ADVERTISEMENT,
  },
  codes: new Map<number, Names>([
    [
      ICMPV6_TYPE.UNREACHABLE,
      {
        no_route: 0,
        // packetdrill's other name for code 0, so it comes second: names are for reading, too.
        net_unreachable: 0,
        admin_prohibited: 1,
        not_neighbour: 2,
        address_unreachable: 3,
        port_unreachable: 4,
      },
    ],
    [ICMPV6_TYPE.TIME_EXCEEDED, { exceeded_hop_limit: 0, exceeded_frag_time: 1 }],
    [ICMPV6_TYPE.PARAMETER_PROBLEM, { header_field: 0, unknown_next_header: 1, unknown_option: 2 }],
  ]),
  errors: new Set([
    ICMPV6_TYPE.UNREACHABLE,
    ICMPV6_TYPE.PACKET_TOO_BIG,
    ICMPV6_TYPE.TIME_EXCEEDED,
    ICMPV6_TYPE.PARAMETER_PROBLEM,
  ]),
};

function vocabulary(family: IpFamily): Vocabulary {
  return family === "ipv4" ? IPV4 : IPV6;
}

/** The number of a type's name, also in the form `type_5`; undefined if there is no such name. */
export function icmpTypeNumber(family: IpFamily, name: string): number | undefined {
  return numbered("type_", name) ?? own(vocabulary(family).types, name);
}

/** The number of a code's name, also in the form `code_5`; undefined if there is no such name. */
export function icmpCodeNumber(family: IpFamily, type: number, name: string): number | undefined {
  return numbered("code_", name) ?? own(vocabulary(family).codes.get(type) ?? {}, name);
}

/** The name of a type, or its number if it has none. */
export function icmpTypeName(family: IpFamily, type: number): string | number {
  return nameOf(vocabulary(family).types, type) ?? type;
}

/** The name of a code, or its number if it has none. */
export function icmpCodeName(family: IpFamily, type: number, code: number): string | number {
  return nameOf(vocabulary(family).codes.get(type) ?? {}, code) ?? code;
}

/** Whether messages of that type quote the packet they are about: RFC 1122 3.2.2, RFC 4443 2.1. */
export function isIcmpError(family: IpFamily, type: number): boolean {
  return vocabulary(family).errors.has(type);
}

function numbered(prefix: string, name: string): number | undefined {
  const digits = name.startsWith(prefix) ? name.slice(prefix.length) : "";
  return /^\d{1,3}$/.test(digits) && Number(digits) <= 255 ? Number(digits) : undefined;
}

function own(names: Names, name: string): number | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

function nameOf(names: Names, value: number): string | undefined {
  return Object.keys(names).find((name) => names[name] === value);
}
