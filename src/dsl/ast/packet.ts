// SPDX-License-Identifier: GPL-2.0
import type { Contents } from "./contents.js";
import type { DccpHeader, DccpType } from "./dccp.js";
import type { Ipv6ExtensionHeader } from "./ipv6-extension.js";
import type { SctpHeader, UdpEncapsulationHeader } from "./sctp.js";
import type { Node, Num } from "./span.js";
import type { Ports, Sequence, TcpHeader } from "./tcp.js";
import type { UdpHeader, UdpLiteHeader } from "./udp.js";

/**
 * A packet, as the script writes it or as it was on the wire: a stack of headers, outermost
 * first. The last one is a transport header, those before it carry it.
 *
 * A script usually writes the transport header alone. The IP header below it is then implied by
 * the run (its version, addresses and ports are not the script's business); when the script says
 * something about it, an {@link IpHeader} without addresses stands directly before.
 */
export interface Packet<S = never> extends Node {
  readonly type: "packet";
  /** `<` is injected into the kernel, `>` is expected from it. */
  readonly direction: Direction;
  readonly headers: readonly Header<S>[];
  /** The payload, behind all headers; absent: zeros. Chunks of SCTP have theirs themselves. */
  readonly contents?: Contents<S>;
}

export type Direction = "inbound" | "outbound";

export type Header<S = never> =
  | EncapsulationHeader<S>
  | IpHeader<S>
  | Ipv6ExtensionHeader<S>
  | PspHeader<S>
  | UdpEncapsulationHeader<S>
  | TransportHeader<S>;

/** Headers that the script writes out in front of the implied IP header, each with a colon. */
export type EncapsulationHeader<S = never> = OuterIpHeader<S> | GreHeader<S> | MplsHeader<S>;

export type TransportHeader<S = never> =
  | TcpHeader<S>
  | UdpHeader<S>
  | UdpLiteHeader<S>
  | SctpHeader<S>
  | DccpHeader<S>
  | IcmpHeader<S>
  | OtherHeader<S>;

/** `noecn`, `ect0`, `ect1`, `ce`; `ect01`: either of ECT(0) and ECT(1). */
export type EcnField = "noecn" | "ect0" | "ect1" | "ce" | "ect01";

/** What a script can say about an IP header: `[ect0, ttl 64, flowlabel 0x1]`. */
export interface IpFields<S = never> {
  readonly ecn?: EcnField;
  /** The whole byte: IPv4 type of service, IPv6 traffic class. */
  readonly tos?: Num<S>;
  /** The upper 6 bits of that byte, `dscp af11`; RFC 2474. */
  readonly dscp?: Num<S>;
  /** IPv6 only; 20 bits. */
  readonly flowLabel?: Num<S>;
  /** Time to live, hop limit. */
  readonly ttl?: Num<S>;
  /** Identification: 16 bits of IPv4, 32 of the fragment header of IPv6. */
  readonly id?: Num<S>;
  /** `df`, `nodf`; IPv4 only. */
  readonly dontFragment?: boolean;
  /** `mf`, `nomf`: otherwise than the fragment implies. */
  readonly moreFragments?: boolean;
  readonly fragment?: FragmentRange<S>;
}

/**
 * `frag 0:1480`: of the packet that is written, these bytes behind the IP header, the end not
 * included. That there are more fragments is implied unless the end is that of the packet. All bytes,
 * from 0 to the end, are an atomic fragment over IPv6 (RFC 6946), and no fragment over IPv4.
 */
export interface FragmentRange<S = never> extends Node {
  readonly start: Num<S>;
  readonly end: Num<S>;
}

/** The implied IP header, of the version that the run uses. */
export interface IpHeader<S = never> extends Node, IpFields<S>, IpAddresses {
  readonly type: "ip";
}

/** `[src 192.0.2.7, dst 239.1.2.3]`: addresses in the header that are not those of the connection. */
export interface IpAddresses {
  readonly source?: string;
  readonly destination?: string;
}

/** `ipv4 192.0.2.1 > 192.0.2.2:`, `ipv6 [ttl 1] fd00::1 > fd00::2:` */
export interface OuterIpHeader<S = never> extends Node, IpFields<S> {
  readonly type: "ipv4" | "ipv6";
  readonly source: string;
  readonly destination: string;
}

/** `gre:`, `gre flags [key present], key = 5:`; RFC 2784, RFC 2890. */
export interface GreHeader<S = never> extends Node {
  readonly type: "gre";
  readonly fields: GreFields<S>;
}

export interface GreFields<S = never> extends Node {
  /** First 16 bits of the header. */
  readonly flags?: Num<S>;
  /** EtherType of what follows; implied by it when absent. */
  readonly protocol?: Num<S>;
  readonly checksum?: Num<S>;
  readonly offset?: Num<S>;
  readonly key?: Num<S>;
  readonly sequence?: Num<S>;
}

/** `mpls (label 16, tc 0, ttl 64) (label 17, tc 0, [S], ttl 64):`; RFC 3032. */
export interface MplsHeader<S = never> extends Node {
  readonly type: "mpls";
  readonly entries: readonly MplsEntry<S>[];
}

export interface MplsEntry<S = never> extends Node {
  readonly label: Num<S>;
  readonly trafficClass: Num<S>;
  readonly bottom: boolean;
  readonly ttl: Num<S>;
}

/** `encap psp spi 0x1`: transport-mode PSP, between the IP header and the transport header. */
export interface PspHeader<S = never> extends Node {
  readonly type: "psp";
  readonly spi: Num<S>;
}

/** `icmp unreachable frag_needed mtu 1200 [1:1001(1000)]`; ICMPv4 or ICMPv6 as the IP header below. */
export interface IcmpHeader<S = never> extends Node {
  readonly type: "icmp";
  /** A name such as "unreachable", or the number; the names depend on the IP version. */
  readonly icmpType: IcmpName;
  /** Absent: 0, the code of types that have no codes. */
  readonly code?: IcmpName;
  readonly mtu?: Num<S>;
  /** Of a parameter problem: where it is, in bytes from the start of the packet. */
  readonly pointer?: Num<S>;
  /** Echo identifier. */
  readonly id?: Num<S>;
  /** The packet that the message is about. */
  readonly quoted?: QuotedPacket<S>;
}

/** The names are few and words, so a define of the script may stand for one: see `bind`. */
export type IcmpName = string | number;

/**
 * The part of a quoted packet that a script writes: `[1:1001(1000)]`, `[udp (8)]`,
 * `[udplite (8, 8)]`, `[sctp (1)]` with the verification tag, `[dccp Data seq 5]`, `[raw (8)]`.
 */
export type QuotedPacket<S = never> =
  | (Node & { readonly type: "tcp"; readonly sequence: Sequence<S>; readonly udp?: Ports<S> })
  | (Node & { readonly type: "udp"; readonly length: Num<S> })
  | (Node & { readonly type: "udplite"; readonly length: Num<S>; readonly coverage: Num<S> })
  | (Node & { readonly type: "sctp"; readonly tag: Num<S>; readonly udp?: Ports<S> })
  | (Node & { readonly type: "dccp"; readonly packetType: DccpType; readonly sequence: Num<S> })
  | (Node & { readonly type: "raw"; readonly length: Num<S> });

/**
 * `proto 132 (100)`: a transport header nobody took apart; `length` is all that follows IP. `raw (60)`: the
 * header of IP is nothing that is known of, either; its contents are the whole packet.
 */
export interface OtherHeader<S = never> extends Node {
  readonly type: "other";
  /** 0 of a whole packet. */
  readonly protocol: Num<S>;
  readonly length: Num<S>;
  readonly isWhole?: true;
}
