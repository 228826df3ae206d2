// SPDX-License-Identifier: GPL-2.0
import type { Blob, Node, Num } from "./span.js";

/** A header between that of IPv6 and the transport, with a colon behind it; RFC 8200 section 4. */
export type Ipv6ExtensionHeader<S = never> = Ipv6OptionsHeader<S> | Ipv6RoutingHeader<S>;

/**
 * `hopopts (router_alert 0, padn 2):`, `destopts (padn 4, home_address fd00::1):`; RFC 8200
 * sections 4.3 and 4.6. Options and padding are those of the wire, a multiple of 8 bytes with the
 * two of the header.
 */
export interface Ipv6OptionsHeader<S = never> extends Node {
  readonly type: "hopopts" | "destopts";
  readonly options: readonly Ipv6Option<S>[];
}

export type Ipv6Option<S = never> =
  | (Node & { readonly type: "pad1" })
  /** All bytes of the option, at least 2. */
  | (Node & { readonly type: "padn"; readonly length: Num<S> })
  /** RFC 2711. */
  | (Node & { readonly type: "router_alert"; readonly value: Num<S> })
  /** RFC 6275 section 6.3. */
  | (Node & { readonly type: "home_address"; readonly address: string })
  /** `option 0x9e 0a0b`: any option, by its type. */
  | (Node & { readonly type: "option"; readonly kind: Num<S>; readonly data?: Blob<S> });

/** `routing (type 2, left 1, fd00::1):`, RFC 8200 section 4.4; type 2: RFC 6275 section 6.4. */
export interface Ipv6RoutingHeader<S = never> extends Node {
  readonly type: "routing";
  readonly routingType: Num<S>;
  readonly segmentsLeft: Num<S>;
  readonly addresses: readonly string[];
}
