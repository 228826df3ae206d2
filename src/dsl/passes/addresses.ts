// SPDX-License-Identifier: GPL-2.0
import { isIPv4, isIPv6 } from "node:net";
import type { Endpoints, Header, Span, TcpOption } from "../ast.js";
import type { Diagnostic } from "../diagnostic.js";
import { headers, type Pass, problem } from "./pass.js";

/** Addresses of outer IP headers, endpoints and MPTCP options are addresses, and of their version. */
export const addresses: Pass = (script) => {
  const problems: Diagnostic[] = [];
  for (const { header } of headers(script)) {
    for (const { span, address, version } of addressesOf(header)) {
      if (!VALID[version](address)) {
        problems.push(problem(script, span, "check/address", `${address} is not ${NAMES[version]} address`));
      }
    }
  }
  return problems;
};

const VALID = { 4: isIPv4, 6: isIPv6, any: (text: string) => isIPv4(text) || isIPv6(text) } as const;
const NAMES = { 4: "an IPv4", 6: "an IPv6", any: "an IP" } as const;

interface Address {
  readonly span: Span;
  readonly address: string;
  readonly version: keyof typeof VALID;
}

const NONE: readonly Address[] = [];

function addressesOf(header: Header): readonly Address[] {
  switch (header.type) {
    case "ipv4":
    case "ipv6": {
      const version = header.type === "ipv4" ? 4 : 6;
      return [header.source, header.destination].map((address) => ({ span: header.span, address, version }));
    }
    case "tcp": {
      const inOptions = header.options?.some(({ type }) => type === "add_address") ?? false;
      // most packets have none
      if (header.endpoints === undefined && !inOptions) return NONE;
      return [...endpointAddresses(header.endpoints), ...(header.options ?? []).flatMap(optionAddress)];
    }
    case "ip":
      return [header.source, header.destination].flatMap((address) =>
        address === undefined ? [] : [{ span: header.span, address, version: "any" as const }],
      );
    case "hopopts":
    case "destopts":
      return header.options.flatMap((option) =>
        option.type === "home_address" ? [{ ...option, version: 6 as const }] : [],
      );
    case "routing":
      return header.addresses.map((address) => ({ span: header.span, address, version: 6 as const }));
    case "udp":
      return endpointAddresses(header.endpoints);
    default:
      return NONE;
  }
}

function endpointAddresses(endpoints: Endpoints | undefined): readonly Address[] {
  return [endpoints?.source, endpoints?.destination].flatMap((endpoint) =>
    endpoint?.type === "address"
      ? [{ span: endpoint.span, address: endpoint.address, version: "any" as const }]
      : [],
  );
}

function optionAddress(option: TcpOption): readonly Address[] {
  if (option.type !== "add_address" || option.address?.literal === undefined) return [];
  const { version, text } = option.address.literal;
  return [{ span: option.address.span, address: text, version }];
}
