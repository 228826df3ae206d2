// SPDX-License-Identifier: GPL-2.0

import type { QuotedPacket, IcmpHeader as ScriptHeader } from "../../dsl/ast.js";
import { printQuoted } from "../../dsl/print.js";
import { icmpNumbers } from "../from-ast/icmp.js";
import { type IpFamily, icmpCodeName, icmpTypeName } from "../icmp-names.js";
import type { Connection } from "../mapping/connection.js";
import { echoId, mtuOf, pointerOf, quotedToAst } from "../to-ast/icmp.js";
import { ICMPV4_HEADER, type Icmpv4Header } from "../wire/icmpv4.js";
import type { Icmpv6Header } from "../wire/icmpv6.js";
import { compare, type FieldDifference } from "./difference.js";
import { badChecksum } from "./ip.js";

/**
 * Compares a message: type and code always, the rest where the script says something about it.
 * @throws PacketError unknown-name, if the IP version does not know the script's names
 */
export function matchIcmp(
  expected: ScriptHeader,
  actual: Icmpv4Header | Icmpv6Header,
  payload: Uint8Array,
  connection: Connection,
): readonly FieldDifference[] {
  const family: IpFamily = actual.type === "icmpv4" ? "ipv4" : "ipv6";
  const { icmpType, code } = icmpNumbers(expected, family);
  const { mtu, pointer, id, quoted } = expected;
  return [
    ...compare("icmp.type", icmpType, actual.icmpType, (type) => String(icmpTypeName(family, type))),
    ...compare("icmp.code", code, actual.code, (value) => String(icmpCodeName(family, icmpType, value))),
    ...(mtu === undefined ? [] : compare("icmp.mtu", String(mtu), String(mtuOf(actual, payload) ?? "none"))),
    ...(pointer === undefined
      ? []
      : compare("icmp.pointer", String(pointer), String(pointerOf(actual) ?? "none"))),
    ...(id === undefined ? [] : compare("icmp.id", String(id), String(echoId(actual) ?? "none"))),
    ...(quoted ? matchQuoted(quoted, payload, connection) : []),
    ...(actual.checksum === undefined ? [] : [badChecksum("icmp", actual.checksum)]),
  ];
}

function matchQuoted(
  expected: QuotedPacket,
  payload: Uint8Array,
  connection: Connection,
): readonly FieldDifference[] {
  if (expected.type === "raw") return compare("icmp length", expected.length, ICMPV4_HEADER + payload.length);
  const actual = quotedToAst(payload, "outbound", connection, expected);
  return compare("icmp.quoted", printQuoted(expected), actual ? printQuoted(actual) : "nothing");
}
