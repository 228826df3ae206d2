// SPDX-License-Identifier: GPL-2.0

import type { Contents, IpFields, Packet as ScriptPacket, UdpHeader } from "../../dsl/ast.js";
import { hasMore } from "../from-ast/whole-length.js";
import type { Connection } from "../mapping/connection.js";
import { protocolsOf, transportOf } from "../mapping/script-packet.js";
import { payloadBytes } from "../wire/contents.js";
import { encode, headerLength } from "../wire/encode.js";
import { fragmentOf } from "../wire/fragment.js";
import { IPV4_DONT_FRAGMENT } from "../wire/ipv4.js";
import { type IpHeader, innerIp, type Packet } from "../wire/packet.js";
import { IPPROTO } from "../wire/protocols.js";
import { compare, type FieldDifference, flag, hex } from "./difference.js";

/** Compares what the script says about identification and fragmentation of the implied IP header. */
export function matchFragmentation(
  fields: IpFields,
  expected: ScriptPacket,
  actual: Packet,
  connection: Connection,
): readonly FieldDifference[] {
  const ip = innerIp(actual);
  const { id, dontFragment, moreFragments, fragment } = fields;
  const found = fragmentOf(actual);
  const more = moreFragments ?? hasMore(expected);
  return [
    ...(dontFragment === undefined || ip?.type !== "ipv4"
      ? []
      : compare("ip.df", flag(dontFragment), flag((ip.flags & IPV4_DONT_FRAGMENT) !== 0))),
    ...(id === undefined ? [] : matchId(id, ip?.type === "ipv4" ? ip.id : found?.id, connection)),
    ...(more === undefined ? [] : compare("ip.mf", flag(more), flag(found?.more ?? false))),
    ...(fragment === undefined ? [] : compare("ip.frag start", fragment.start, found?.start ?? 0)),
  ];
}

function matchId(
  expected: number,
  actual: number | undefined,
  connection: Connection,
): readonly FieldDifference[] {
  if (actual === undefined) return [{ field: "ip.id", expected: String(expected), actual: "none" }];
  const problem = connection.ids.check(expected, actual);
  return problem ? [{ field: "ip.id", ...problem }] : [];
}

/**
 * Compares the contents of a part of a packet with those bytes of the whole one: for UDP, header and
 * payload; otherwise protocol and length, until the whole is there to be compared.
 */
export function matchPart(
  expected: ScriptPacket,
  actual: Packet,
  connection: Connection,
): readonly FieldDifference[] {
  const transport = transportOf(expected);
  const { start, end } = rangeOf(expected);
  const ip = innerIp(actual);
  const [first, second = first] = protocolsOf(expected);
  const protocol = (ip?.type === "ipv6" ? second : first) ?? 0;
  const { payload } = actual;
  return [
    ...compare("ip.protocol", protocol, fragmentOf(actual)?.protocol ?? protocol),
    ...compare("fragment length", end - start, payload.length),
    ...(ip && transport.type === "udp" && payload.length === end - start
      ? matchBytes(datagram(ip, transport, expected.contents, connection).subarray(start, end), payload)
      : []),
  ];
}

function rangeOf({ headers }: ScriptPacket): { readonly start: number; readonly end: number } {
  return headers.find((header) => header.type === "ip")?.fragment ?? { start: 0, end: 0 };
}

/** The UDP header and payload that the connection sends where the script expects that header. */
function datagram(
  ip: IpHeader,
  { length, checksum }: UdpHeader,
  contents: Contents | undefined,
  { local, remote }: Connection,
): Uint8Array {
  const whole: IpHeader =
    ip.type === "ipv4" ? { ...ip, flags: 0, fragmentOffset: 0 } : { ...ip, nextHeader: IPPROTO.UDP };
  const udp = {
    type: "udp",
    sourcePort: local?.port ?? 0,
    destinationPort: remote?.port ?? 0,
    ...(checksum === "zero" && { checksum: 0 }),
  } as const;
  return encode({ headers: [whole, udp], payload: payloadBytes(contents, length) }).subarray(
    headerLength(whole),
  );
}

function matchBytes(expected: Uint8Array, actual: Uint8Array): readonly FieldDifference[] {
  const at = expected.findIndex((byte, i) => byte !== actual[i]);
  return at < 0 ? [] : compare(`fragment byte ${at}`, expected[at] ?? 0, actual[at] ?? 0, hex);
}
