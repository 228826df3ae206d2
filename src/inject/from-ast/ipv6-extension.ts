// SPDX-License-Identifier: GPL-2.0

import type { Ipv6ExtensionHeader as ScriptExtension, Ipv6Option as ScriptOption } from "../../dsl/ast.js";
import { PacketError } from "../packet-error.js";
import { IPV6_BYTES, type IpAddress, parseAddress } from "../wire/address.js";
import { NO_BYTES } from "../wire/bytes.js";
import type { Ipv6ExtensionHeader } from "../wire/ipv6-extension.js";
import { encodeIpv6Options, type Ipv6Option } from "../wire/ipv6-options.js";
import { IPPROTO } from "../wire/protocols.js";
import { fits } from "./range.js";

const KINDS = { hopopts: "hop-by-hop", destopts: "destination", routing: "routing" } as const;
const PROTOCOLS = {
  hopopts: IPPROTO.HOPOPTS,
  destopts: IPPROTO.DSTOPTS,
  routing: IPPROTO.ROUTING,
} as const;

/** Routing type, segments left, and four bytes that are reserved. */
const ROUTING_BYTES = 6;

/**
 * The extension headers in front of `protocol`, each of which announces the next one.
 * @returns with them the next header of the IPv6 header
 * @throws PacketError out-of-range
 */
export function extensionsFromAst(
  extensions: readonly ScriptExtension[],
  protocol: number,
): { readonly headers: readonly Ipv6ExtensionHeader[]; readonly protocol: number } {
  let next = protocol;
  const headers: Ipv6ExtensionHeader[] = [];
  for (const extension of extensions.toReversed()) {
    headers.unshift({
      type: "ipv6-extension",
      kind: KINDS[extension.type],
      nextHeader: next,
      data: extensionData(extension),
    });
    next = PROTOCOLS[extension.type];
  }
  return { headers, protocol: next };
}

/**
 * All after the first two bytes.
 * @throws PacketError out-of-range
 */
export function extensionData(extension: ScriptExtension): Uint8Array {
  const { span } = extension;
  if (extension.type !== "routing") return encodeIpv6Options(extension.options.map(optionFromAst));
  const { routingType, segmentsLeft, addresses } = extension;
  const data = new Uint8Array(ROUTING_BYTES + IPV6_BYTES * addresses.length);
  data[0] = fits(routingType, 8, "type", span);
  data[1] = fits(segmentsLeft, 8, "left", span);
  for (const [i, text] of addresses.entries()) {
    data.set(ipv6Address(text, extension), ROUTING_BYTES + IPV6_BYTES * i);
  }
  return data;
}

function optionFromAst(option: ScriptOption): Ipv6Option {
  const { span } = option;
  switch (option.type) {
    case "pad1":
    case "padn":
      return option;
    case "router_alert":
      return { type: "router_alert", value: fits(option.value, 16, "router_alert", span) };
    case "home_address":
      return { type: "home_address", address: ipv6Address(option.address, option) };
    case "option":
      return {
        type: "option",
        kind: fits(option.kind, 8, "option", span),
        data: option.data?.bytes ?? NO_BYTES,
      };
  }
}

function ipv6Address(text: string, { span }: Pick<ScriptExtension, "span">): IpAddress {
  const address = parseAddress(text);
  if (address?.length === IPV6_BYTES) return address;
  throw new PacketError("out-of-range", span, `"${text}" is no ipv6 address`);
}
