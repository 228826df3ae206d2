// SPDX-License-Identifier: GPL-2.0
import type { Endpoints } from "./endpoint.js";
import type { Node, Num } from "./span.js";
import type { Ports } from "./tcp.js";

/**
 * `bad_checksum`: a wrong one, injected packets only; `zero_checksum`: the field is 0, which in UDP
 * stands for none.
 */
export type OddChecksum = "bad" | "zero";

/** `udp (1000)`, `udp 8080 > 1234 bad_checksum (1000)`; RFC 768. */
export interface UdpHeader<S = never> extends Node {
  readonly type: "udp";
  readonly ports?: Ports<S>;
  /** Instead of ports. */
  readonly endpoints?: Endpoints<S>;
  /** Absent: the right one. */
  readonly checksum?: OddChecksum;
  /** Bytes of payload. */
  readonly length: Num<S>;
}

/** `udplite (1000, 20)`: payload and checksum coverage in bytes; RFC 3828, section 3.1. */
export interface UdpLiteHeader<S = never> extends Node {
  readonly type: "udplite";
  readonly ports?: Ports<S>;
  /** Absent: the right one for the coverage. */
  readonly checksum?: OddChecksum;
  /** Bytes of payload. */
  readonly length: Num<S>;
  /** Bytes of header and payload that the checksum covers, from the first; 0 for all. */
  readonly coverage: Num<S>;
}
