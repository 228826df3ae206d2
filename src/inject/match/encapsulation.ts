// SPDX-License-Identifier: GPL-2.0

import type { EncapsulationHeader, MplsEntry, OuterIpHeader, Header as ScriptHeader } from "../../dsl/ast.js";
import { greFromAst } from "../from-ast/gre.js";
import type { GreHeader } from "../wire/gre.js";
import { IPV4_DONT_FRAGMENT, IPV4_MORE_FRAGMENTS } from "../wire/ipv4.js";
import type { Header, IpHeader } from "../wire/packet.js";
import { compare, type FieldDifference, flag, hex } from "./difference.js";
import { matchAddress, matchIp } from "./ip.js";

export function isEncapsulation(header: ScriptHeader): header is EncapsulationHeader {
  return header.type === "ipv4" || header.type === "ipv6" || header.type === "gre" || header.type === "mpls";
}

/**
 * Compares a header in front of the implied IP header, which says everything literally.
 * `next` is the type of the header that follows, which the others announce.
 */
export function matchEncapsulation(
  expected: EncapsulationHeader,
  actual: Header,
  next: string | undefined,
): readonly FieldDifference[] {
  switch (expected.type) {
    case "ipv4":
    case "ipv6":
      return actual.type === expected.type ? matchOuterIp(expected, actual) : [];
    case "gre":
      return actual.type === "gre" ? matchGre(greFromAst(expected, next), actual) : [];
    case "mpls":
      return actual.type === "mpls" ? matchMpls(expected.entries, actual.entries) : [];
  }
}

function matchOuterIp(expected: OuterIpHeader, actual: IpHeader): readonly FieldDifference[] {
  return [
    ...matchAddress("outer ip.source", expected.source, actual.source),
    ...matchAddress("outer ip.destination", expected.destination, actual.destination),
    ...[...matchIp(expected, actual, undefined), ...matchLiteral(expected, actual)].map((difference) => ({
      ...difference,
      field: `outer ${difference.field}`,
    })),
  ];
}

/** Identification and fragmentation as they are on the wire; IPv6 has them in a header of their own. */
function matchLiteral(
  { id, dontFragment, moreFragments }: OuterIpHeader,
  actual: IpHeader,
): readonly FieldDifference[] {
  const isSet = (bit: number): string => {
    if (actual.type === "ipv6") return "none";
    return flag((actual.flags & bit) !== 0);
  };
  return [
    ...(id === undefined
      ? []
      : compare("ip.id", String(id), actual.type === "ipv4" ? String(actual.id) : "none")),
    ...(dontFragment === undefined ? [] : compare("ip.df", flag(dontFragment), isSet(IPV4_DONT_FRAGMENT))),
    ...(moreFragments === undefined ? [] : compare("ip.mf", flag(moreFragments), isSet(IPV4_MORE_FRAGMENTS))),
  ];
}

function matchGre(expected: GreHeader, actual: GreHeader): readonly FieldDifference[] {
  const optional = (name: "checksum" | "offset" | "key" | "sequence", field: string) =>
    expected[name] === undefined ? [] : compare(field, expected[name], actual[name] ?? 0, hex);
  return [
    ...compare("gre.flags", expected.flags, actual.flags, hex),
    ...compare("gre.proto", expected.protocol, actual.protocol, hex),
    ...optional("checksum", "gre.sum"),
    ...optional("offset", "gre.off"),
    ...optional("key", "gre.key"),
    ...optional("sequence", "gre.seq"),
  ];
}

function matchMpls(
  expected: readonly MplsEntry[],
  actual: readonly Omit<MplsEntry, "span">[],
): readonly FieldDifference[] {
  const differences = [...compare("mpls.depth", expected.length, actual.length)];
  for (const [i, entry] of expected.entries()) {
    const other = actual[i];
    if (!other) break;
    differences.push(
      ...compare(`mpls[${i}].label`, entry.label, other.label),
      ...compare(`mpls[${i}].tc`, entry.trafficClass, other.trafficClass),
      ...compare(`mpls[${i}].[S]`, String(entry.bottom), String(other.bottom)),
      ...compare(`mpls[${i}].ttl`, entry.ttl, other.ttl),
    );
  }
  return differences;
}
