// SPDX-License-Identifier: GPL-2.0
import type { Endpoints } from "./endpoint.js";
import type { SCTP_CAUSES } from "./sctp-causes.js";
import type { SCTP_CHUNKS } from "./sctp-chunks.js";
import type { Any, SctpEntry, SctpField, SctpKind, SctpNodes, SctpValues } from "./sctp-fields.js";
import type { SCTP_PARAMETERS } from "./sctp-parameters.js";
import type { Node, Num } from "./span.js";
import type { Ports } from "./tcp.js";
import type { OddChecksum } from "./udp.js";

/**
 * `sctp: DATA[flgs=BE, len=1016, tsn=1, sid=0, ssn=0, ppid=0]`, `sctp(tag=0): ABORT[flgs=T]`;
 * RFC 9260.
 */
export interface SctpHeader<S = never> extends Node {
  readonly type: "sctp";
  readonly ports?: Ports<S>;
  /** Instead of ports, for associations of hosts with several addresses. A port 0 is not said. */
  readonly endpoints?: Endpoints<S>;
  /** `bad_crc32c`: a wrong one; `zero_checksum`: 0, as RFC 9653 allows. Absent: the right one. */
  readonly checksum?: "bad" | "zero";
  /** The verification tag; that of the association when absent. */
  readonly tag?: Num<S>;
  readonly chunks: readonly (SctpChunk<S> | SctpBytes<S>)[];
}

/** `[0x00, 0x03]` in the place of a chunk: bytes that need not be a chunk at all. */
export interface SctpBytes<S = never> extends Node {
  readonly type: "bytes";
  readonly bytes: readonly Num<S>[];
}

/** The node types are the words of the notation; {@link SCTP_CHUNKS} says what each one has. */
export type SctpChunk<S = never> = SctpNodes<typeof SCTP_CHUNKS, S>;
export type SctpParameter<S = never> = SctpNodes<typeof SCTP_PARAMETERS, S>;
export type SctpCause<S = never> = SctpNodes<typeof SCTP_CAUSES, S>;

export type SctpNode<S = never> = SctpChunk<S> | SctpParameter<S> | SctpCause<S>;

/** A field of a node and what it is in that node. */
export type SctpFieldValue<S = never> = {
  readonly [K in SctpKind]: {
    readonly kind: K;
    readonly property: string;
    readonly field: SctpField<K>;
    readonly value: SctpValues<S>[K] | Any;
  };
}[SctpKind];

/** The fields that a node has, in the order of the wire. */
export function sctpFieldValues<S>(node: SctpNode<S>, { fields }: SctpEntry): SctpFieldValue<S>[] {
  const found: SctpFieldValue<S>[] = [];
  for (const property in fields) {
    const field = fields[property];
    const value = node[property as keyof typeof node] as SctpFieldValue<S>["value"] | undefined;
    // the node's type is made from the same table, so kind and value belong together
    if (field && value !== undefined)
      found.push({ kind: field.kind, property, field, value } as SctpFieldValue<S>);
  }
  return found;
}

/**
 * `/udp(9899 > 9899)` behind an SCTP or TCP header: the packet travels in a UDP datagram, whose
 * header stands between the IP header and the transport header; RFC 6951, section 5.2.
 */
export interface UdpEncapsulationHeader<S = never> extends Node {
  readonly type: "udp-encapsulation";
  readonly ports: Ports<S>;
  /** Of the UDP header; absent: the right one. */
  readonly checksum?: OddChecksum;
}
