// SPDX-License-Identifier: GPL-2.0

import type { IpAddresses, IpFields } from "../../dsl/ast.js";
import type { Connection } from "../mapping/connection.js";
import { ecnName, tosOf, ttlOf } from "../to-ast/ip.js";
import { formatAddress, type IpAddress, parseAddress } from "../wire/address.js";
import type { IpHeader } from "../wire/packet.js";
import { compare, type FieldDifference, hex } from "./difference.js";

/** Compares what the script says about an IP header; scripts have no IP options. */
export function matchIp(
  expected: IpFields & IpAddresses,
  actual: IpHeader,
  connection: Connection | undefined,
): readonly FieldDifference[] {
  const { ecn, tos, dscp, ttl, flowLabel, source, destination } = expected;
  return [
    ...(source === undefined || !connection ? [] : matchAddress("ip.src", source, actual.source)),
    ...(destination === undefined || !connection
      ? []
      : matchAddress("ip.dst", destination, actual.destination)),
    ...(ecn === undefined ? [] : matchEcn(ecn, actual)),
    ...(tos === undefined ? [] : compare("ip.tos", tos, tosOf(actual), hex)),
    ...(dscp === undefined ? [] : compare("ip.dscp", dscp, tosOf(actual) >>> 2, hex)),
    ...(ttl === undefined ? [] : compare("ip.ttl", ttl, ttlOf(actual))),
    ...(flowLabel === undefined ? [] : matchFlowLabel(flowLabel, actual, connection)),
    ...(actual.type === "ipv4" ? compare("ip.options", 0, actual.options.length, optionBytes) : []),
    ...(actual.type === "ipv4" && actual.checksum !== undefined ? [badChecksum("ip", actual.checksum)] : []),
  ];
}

/** Whether the address is the one that is written, in whatever form. */
export function matchAddress(field: string, written: string, actual: IpAddress): readonly FieldDifference[] {
  const address = parseAddress(written);
  return compare(field, address ? formatAddress(address) : written, formatAddress(actual));
}

function matchEcn(ecn: NonNullable<IpFields["ecn"]>, actual: IpHeader): readonly FieldDifference[] {
  const name = ecnName(tosOf(actual));
  if (ecn !== "ect01") return compare<string>("ip.ecn", ecn, name);
  return name === "ect0" || name === "ect1"
    ? []
    : [{ field: "ip.ecn", expected: "ect0 or ect1", actual: name }];
}

/** Labels of the implied IP header are the connection's, the others are literal. */
function matchFlowLabel(
  expected: number,
  actual: IpHeader,
  connection: Connection | undefined,
): readonly FieldDifference[] {
  if (actual.type !== "ipv6") return [];
  if (!connection) return compare("ip.flowlabel", expected, actual.flowLabel, hex);
  const problem = connection.flowLabels.check(expected, actual.flowLabel);
  return problem ? [{ field: "ip.flowlabel", ...problem }] : [];
}

function optionBytes(length: number): string {
  return length === 0 ? "none" : `${length} bytes`;
}

export function badChecksum(header: string, actual: number): FieldDifference {
  return { field: `${header}.checksum`, expected: "the right one", actual: hex(actual) };
}
