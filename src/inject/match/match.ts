// SPDX-License-Identifier: GPL-2.0

import type { Packet as ScriptPacket } from "../../dsl/ast.js";
import { isPartOf } from "../from-ast/whole-length.js";
import type { Connection } from "../mapping/connection.js";
import { carrierOf, isExtension, transportOf } from "../mapping/script-packet.js";
import { fragmentOf } from "../wire/fragment.js";
import { type IpHeader, innerIp, lastProtocol, type Packet } from "../wire/packet.js";
import { matchDccp } from "./dccp.js";
import { compare, type FieldDifference } from "./difference.js";
import { isEncapsulation, matchEncapsulation } from "./encapsulation.js";
import { matchFragmentation, matchPart } from "./fragment.js";
import { matchIcmp } from "./icmp.js";
import { matchIp } from "./ip.js";
import { matchExtension } from "./ipv6-extension.js";
import { actualLayers, expectedLayers } from "./layers.js";
import { matchContents } from "./payload.js";
import { DEFAULT_POLICY, type MatchPolicy } from "./policy.js";
import { matchSctp } from "./sctp.js";
import { matchCarrier, matchTcp, matchUdp, matchUdpLite } from "./transport.js";

/**
 * Compares a packet that the kernel has sent with what the script expects; every field that
 * differs is named, none means that they match. Not compared: addresses and ports of the
 * connection (by them it was found), IP identification, DF, TTL and ECN if the script does not say
 * anything about them, a window that is not given, and time.
 * @param actual a packet of the connection, with the script's numbers: see toScript()
 */
export function match(
  expected: ScriptPacket,
  actual: Packet,
  connection: Connection,
  policy: MatchPolicy = DEFAULT_POLICY,
): readonly FieldDifference[] {
  const ip = innerIp(actual);
  if (!ip) return [{ field: "headers", expected: "an IP packet", actual: "none" }];
  const layers = matchLayers(expectedLayers(expected, ip.type), actualLayers(actual));
  const isPlain = expected.headers.length === 1;
  const fields = expected.headers.find((header) => header.type === "ip") ?? {};
  return [
    ...layers,
    ...(layers.length > 0 || isPlain ? [] : matchOuter(expected, actual)),
    ...(layers.length > 0 || isPlain ? [] : matchExtensions(expected, ip, actual)),
    ...matchIp(fields, ip, connection),
    ...matchFragmentation(fields, expected, actual, connection),
    ...matchCarrier(carrierOf(expected), actual),
    ...matchTransport(expected, actual, ip, connection, policy),
  ];
}

function matchLayers(expected: readonly string[], actual: readonly string[]): readonly FieldDifference[] {
  const isSame = expected.length === actual.length && expected.every((layer, i) => layer === actual[i]);
  return isSame ? [] : compare("headers", expected.join(", "), actual.join(", "));
}

function matchOuter(expected: ScriptPacket, actual: Packet): readonly FieldDifference[] {
  return expected.headers.filter(isEncapsulation).flatMap((header, i) => {
    const other = actual.headers[i];
    return other ? matchEncapsulation(header, other, actual.headers[i + 1]?.type) : [];
  });
}

function matchExtensions(expected: ScriptPacket, ip: IpHeader, actual: Packet): readonly FieldDifference[] {
  const inside = actual.headers.slice(actual.headers.indexOf(ip) + 1);
  return expected.headers.filter(isExtension).flatMap((header, i) => {
    const other = inside[i];
    return other?.type === "ipv6-extension" ? matchExtension(header, other) : [];
  });
}

/** Nothing if they are of different protocols: the layers have told that. */
function matchTransport(
  expected: ScriptPacket,
  { headers, payload }: Packet,
  ip: IpHeader,
  connection: Connection,
  policy: MatchPolicy,
): readonly FieldDifference[] {
  const wanted = transportOf(expected);
  const { contents } = expected;
  const actual = headers.at(-1);
  if (isPartOf(expected)) return matchPart(expected, { headers, payload }, connection);
  switch (wanted.type) {
    case "tcp":
      return actual?.type === "tcp" ? matchTcp(wanted, actual, payload, contents, policy, connection) : [];
    case "udp":
      return actual?.type === "udp" ? matchUdp(wanted, actual, payload, contents, ip.type === "ipv4") : [];
    case "sctp":
      return actual?.type === "sctp" ? matchSctp(wanted, actual, payload, ip, connection.sctp) : [];
    case "dccp":
      return actual?.type === "dccp" ? matchDccp(wanted, actual, payload, contents, connection, policy) : [];
    case "udplite":
      return actual?.type === "udplite" ? matchUdpLite(wanted, actual, payload, contents) : [];
    case "icmp":
      return actual?.type === "icmpv4" || actual?.type === "icmpv6"
        ? matchIcmp(wanted, actual, payload, connection)
        : [];
    case "other":
      return [
        ...compare(
          "ip.protocol",
          wanted.protocol,
          fragmentOf({ headers, payload })?.protocol ?? lastProtocol(ip, headers),
        ),
        ...compare("payload length", wanted.length, payload.length),
        ...(contents ? matchContents("payload", contents, payload) : []),
      ];
  }
}
