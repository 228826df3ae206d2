// SPDX-License-Identifier: GPL-2.0
import type { Ipv6ExtensionHeader, Ipv6Option, SymbolRef } from "../ast.js";
import type { Binder } from "./binder.js";

type S = SymbolRef;

export function bindIpv6Extension(binder: Binder, header: Ipv6ExtensionHeader<S>): Ipv6ExtensionHeader {
  if (header.type !== "routing") {
    return { ...header, options: header.options.map((option) => bindOption(binder, option)) };
  }
  const routingType = binder.num(header.routingType);
  return { ...header, routingType, segmentsLeft: binder.num(header.segmentsLeft) };
}

function bindOption(binder: Binder, option: Ipv6Option<S>): Ipv6Option {
  switch (option.type) {
    case "pad1":
    case "home_address":
      return option;
    case "padn":
      return { ...option, length: binder.num(option.length) };
    case "router_alert":
      return { ...option, value: binder.num(option.value) };
    case "option": {
      const { kind, data, ...rest } = option;
      return { ...rest, kind: binder.num(kind), ...(data && { data: binder.blob(data) }) };
    }
  }
}
