// SPDX-License-Identifier: GPL-2.0

import { IPV6_BYTES, type IpAddress } from "./address.js";
import { getU8, getU16, setU16 } from "./bytes.js";

/** Option types, RFC 8200 section 4.2, RFC 2711, RFC 6275 section 6.3. */
export const IPV6_OPTION = { PAD1: 0, PADN: 1, ROUTER_ALERT: 5, HOME_ADDRESS: 201 } as const;

/** An option of a hop-by-hop or destination header. */
export type Ipv6Option =
  | { readonly type: "pad1" }
  /** All bytes of the option, 2 to 257; those after the first two are zeros. */
  | { readonly type: "padn"; readonly length: number }
  | { readonly type: "router_alert"; readonly value: number }
  | { readonly type: "home_address"; readonly address: IpAddress }
  | { readonly type: "option"; readonly kind: number; readonly data: Uint8Array };

/** Bytes on the wire. */
export function ipv6OptionLength(option: Ipv6Option): number {
  switch (option.type) {
    case "pad1":
      return 1;
    case "padn":
      return option.length;
    case "router_alert":
      return 4;
    case "home_address":
      return 2 + IPV6_BYTES;
    case "option":
      return 2 + option.data.length;
  }
}

/** What stands behind the first two bytes of a header with these options. */
export function encodeIpv6Options(options: readonly Ipv6Option[]): Uint8Array {
  const bytes = new Uint8Array(options.reduce((sum, option) => sum + ipv6OptionLength(option), 0));
  let at = 0;
  for (const option of options) {
    emitOption(option, bytes, at);
    at += ipv6OptionLength(option);
  }
  return bytes;
}

function emitOption(option: Ipv6Option, bytes: Uint8Array, at: number): void {
  if (option.type === "pad1") return;
  bytes[at + 1] = ipv6OptionLength(option) - 2;
  switch (option.type) {
    case "padn":
      bytes[at] = IPV6_OPTION.PADN;
      break;
    case "router_alert":
      bytes[at] = IPV6_OPTION.ROUTER_ALERT;
      setU16(bytes, at + 2, option.value);
      break;
    case "home_address":
      bytes[at] = IPV6_OPTION.HOME_ADDRESS;
      bytes.set(option.address, at + 2);
      break;
    case "option":
      bytes[at] = option.kind;
      bytes.set(option.data, at + 2);
      break;
  }
}

/** The options; undefined if the last one is cut off. */
export function decodeIpv6Options(bytes: Uint8Array): readonly Ipv6Option[] | undefined {
  const options: Ipv6Option[] = [];
  for (let at = 0; at < bytes.length; ) {
    const kind = getU8(bytes, at);
    if (kind === IPV6_OPTION.PAD1) {
      options.push({ type: "pad1" });
      at++;
      continue;
    }
    const end = at + 2 + (bytes[at + 1] ?? bytes.length);
    if (end > bytes.length) return undefined;
    options.push(parseOption(kind, bytes.subarray(at + 2, end)));
    at = end;
  }
  return options;
}

function parseOption(kind: number, data: Uint8Array): Ipv6Option {
  if (kind === IPV6_OPTION.PADN && data.every((byte) => byte === 0)) {
    return { type: "padn", length: 2 + data.length };
  }
  if (kind === IPV6_OPTION.ROUTER_ALERT && data.length === 2) {
    return { type: "router_alert", value: getU16(data, 0) };
  }
  if (kind === IPV6_OPTION.HOME_ADDRESS && data.length === IPV6_BYTES) {
    return { type: "home_address", address: data };
  }
  return { type: "option", kind, data };
}
