// SPDX-License-Identifier: GPL-2.0

import {
  type HexBytes,
  NO_SPAN,
  type Ipv6ExtensionHeader as ScriptExtension,
  type Ipv6Option as ScriptOption,
} from "../../dsl/ast.js";
import { formatAddress, IPV6_BYTES } from "../wire/address.js";
import { getU8 } from "../wire/bytes.js";
import type { Ipv6ExtensionHeader } from "../wire/ipv6-extension.js";
import { decodeIpv6Options, type Ipv6Option } from "../wire/ipv6-options.js";

/** Routing type, segments left, and four bytes that are reserved. */
const ROUTING_BYTES = 6;

/** An extension header as a script would write it; undefined if there are no words for it. */
export function extensionToAst({ kind, data }: Ipv6ExtensionHeader): ScriptExtension | undefined {
  if (kind === "routing") return routingToAst(data);
  const options = decodeIpv6Options(data);
  if (!options) return undefined;
  const type = kind === "destination" ? "destopts" : "hopopts";
  return { type, span: NO_SPAN, options: options.map(optionToAst) };
}

/** A list of addresses, after reserved bytes that are 0. */
function routingToAst(data: Uint8Array): ScriptExtension | undefined {
  const list = data.subarray(ROUTING_BYTES);
  if (list.length % IPV6_BYTES !== 0 || data.subarray(2, ROUTING_BYTES).some((byte) => byte !== 0)) {
    return undefined;
  }
  const addresses = Array.from({ length: list.length / IPV6_BYTES }, (_, i) =>
    formatAddress(list.subarray(IPV6_BYTES * i, IPV6_BYTES * (i + 1))),
  );
  const [routingType, segmentsLeft] = [getU8(data, 0), getU8(data, 1)];
  return { type: "routing", span: NO_SPAN, routingType, segmentsLeft, addresses };
}

function optionToAst(option: Ipv6Option): ScriptOption {
  const span = NO_SPAN;
  switch (option.type) {
    case "pad1":
    case "padn":
    case "router_alert":
      return { ...option, span };
    case "home_address":
      return { type: "home_address", span, address: formatAddress(option.address) };
    case "option": {
      const { kind, data } = option;
      const hex: HexBytes = { type: "hex", span, bytes: data };
      return { type: "option", span, kind, ...(data.length > 0 && { data: hex }) };
    }
  }
}
