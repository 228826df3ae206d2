// SPDX-License-Identifier: GPL-2.0
import type { Ipv6ExtensionHeader, Ipv6Option, SymbolRef } from "../ast.js";
import { blob, hex, num } from "./values.js";

type S = SymbolRef;

/** `destopts (padn 4, home_address fd00::1): `, with a space behind. */
export function printIpv6Extension(header: Ipv6ExtensionHeader<S>): string {
  return `${header.type} (${parts(header).join(", ")}): `;
}

function parts(header: Ipv6ExtensionHeader<S>): readonly string[] {
  if (header.type !== "routing") return header.options.map(printIpv6Option);
  const { routingType, segmentsLeft, addresses } = header;
  return [`type ${num(routingType)}`, `left ${num(segmentsLeft)}`, ...addresses];
}

function printIpv6Option(option: Ipv6Option<S>): string {
  switch (option.type) {
    case "pad1":
      return "pad1";
    case "padn":
      return `padn ${num(option.length)}`;
    case "router_alert":
      return `router_alert ${num(option.value)}`;
    case "home_address":
      return `home_address ${option.address}`;
    case "option":
      return `option ${hex(option.kind)}${option.data ? ` ${blob(option.data)}` : ""}`;
  }
}
