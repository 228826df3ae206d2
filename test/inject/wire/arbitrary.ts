// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import type { Icmpv4Header } from "../../../src/inject/wire/icmpv4.js";
import type { Icmpv6Header } from "../../../src/inject/wire/icmpv6.js";
import type { Ipv4Header } from "../../../src/inject/wire/ipv4.js";
import type { Ipv6Header } from "../../../src/inject/wire/ipv6.js";
import type { Ipv6ExtensionHeader } from "../../../src/inject/wire/ipv6-extension.js";
import type { Header, Packet } from "../../../src/inject/wire/packet.js";
import { ETHERTYPE, IPPROTO } from "../../../src/inject/wire/protocols.js";
import type { SctpHeader } from "../../../src/inject/wire/sctp/header.js";
import type { TcpHeader } from "../../../src/inject/wire/tcp.js";
import { type TcpOption, tcpOptionsLength } from "../../../src/inject/wire/tcp-options.js";
import type { UdpHeader } from "../../../src/inject/wire/udp.js";
import type { UdpLiteHeader } from "../../../src/inject/wire/udplite.js";
import { dccpHeader } from "./dccp/arbitrary.js";
import { mptcpOption } from "./mptcp/arbitrary.js";

export const u8 = fc.integer({ min: 0, max: 0xff });
export const u16 = fc.integer({ min: 0, max: 0xffff });
export const u24 = fc.integer({ min: 0, max: 0xffffff });
export const u32 = fc.integer({ min: 0, max: 0xffffffff });

/** Exactly `length` bytes. */
export function bytesOf(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

export const payload = fc.uint8Array({ maxLength: 80 });

/** Options that can be told apart from all others once they are on the wire. */
export const tcpOption: fc.Arbitrary<TcpOption> = fc.oneof(
  fc.constant<TcpOption>({ type: "eol" }),
  fc.constant<TcpOption>({ type: "nop" }),
  fc.constant<TcpOption>({ type: "sackOK" }),
  u16.map((value): TcpOption => ({ type: "mss", value })),
  u8.map((shift): TcpOption => ({ type: "wscale", shift })),
  fc
    .array(fc.record({ left: u32, right: u32 }), { minLength: 1, maxLength: 4 })
    .map((blocks): TcpOption => ({ type: "sack", blocks })),
  fc.tuple(u32, u32).map(([value, echo]): TcpOption => ({ type: "timestamps", value, echo })),
  fc.uint8Array({ maxLength: 16 }).map((digest): TcpOption => ({ type: "md5", digest })),
  fc
    .tuple(u8, u8, fc.uint8Array({ maxLength: 16 }))
    .map(([keyId, rnextKeyId, mac]): TcpOption => ({ type: "ao", keyId, rnextKeyId, mac })),
  fc
    .tuple(fc.boolean(), fc.uint8Array({ maxLength: 16 }))
    .map(([experimental, cookie]): TcpOption => ({ type: "fastopen", experimental, cookie })),
  fc
    .tuple(fc.constantFrom(0 as const, 1 as const), fc.array(u24, { maxLength: 3 }))
    .map(([order, counters]): TcpOption => ({ type: "accecn", order, counters })),
  mptcpOption.map((option): TcpOption => ({ type: "mptcp", option })),
  fc
    .tuple(fc.constantFrom(6, 28, 31, 200, 253, 255), fc.uint8Array({ maxLength: 12 }))
    .map(([kind, data]): TcpOption => ({ type: "unknown", kind, data })),
);

/** A list that fits a TCP header and fills whole 32-bit words. */
export const tcpOptions: fc.Arbitrary<readonly TcpOption[]> = fc
  .array(tcpOption, { maxLength: 8 })
  .map((options) => {
    const kept: TcpOption[] = [];
    for (const option of options) if (tcpOptionsLength([...kept, option]) <= 40) kept.push(option);
    while (tcpOptionsLength(kept) % 4 !== 0) kept.push({ type: "nop" });
    return kept;
  });

export const tcpHeader: fc.Arbitrary<TcpHeader> = fc.record({
  type: fc.constant("tcp" as const),
  sourcePort: u16,
  destinationPort: u16,
  sequence: u32,
  acknowledgment: u32,
  flags: fc.integer({ min: 0, max: 0x1ff }),
  reserved: fc.integer({ min: 0, max: 7 }),
  window: u16,
  urgentPointer: u16,
  options: tcpOptions,
});

export const udpHeader: fc.Arbitrary<UdpHeader> = fc.record({
  type: fc.constant("udp" as const),
  sourcePort: u16,
  destinationPort: u16,
});

/** Chunks of any type with any value. */
export const sctpHeader: fc.Arbitrary<SctpHeader> = fc.record({
  type: fc.constant("sctp" as const),
  sourcePort: u16,
  destinationPort: u16,
  verificationTag: u32,
  chunks: fc.array(fc.record({ chunkType: u8, flags: u8, value: fc.uint8Array({ maxLength: 40 }) }), {
    maxLength: 4,
  }),
});

export const udpLiteHeader: fc.Arbitrary<UdpLiteHeader> = fc.record({
  type: fc.constant("udplite" as const),
  sourcePort: u16,
  destinationPort: u16,
  coverage: fc.oneof(fc.integer({ min: 0, max: 100 }), u16),
});

export const icmpv4Header: fc.Arbitrary<Icmpv4Header> = fc.record({
  type: fc.constant("icmpv4" as const),
  icmpType: u8,
  code: u8,
  rest: u32,
});

export const icmpv6Header: fc.Arbitrary<Icmpv6Header> = fc.record({
  type: fc.constant("icmpv6" as const),
  icmpType: u8,
  code: u8,
  rest: u32,
});

export function ipv4Header(protocol: number): fc.Arbitrary<Ipv4Header> {
  return fc.record({
    type: fc.constant("ipv4" as const),
    tos: u8,
    id: u16,
    flags: fc.constantFrom(0, 2, 4, 6),
    fragmentOffset: fc.constant(0),
    ttl: u8,
    protocol: fc.constant(protocol),
    source: bytesOf(4),
    destination: bytesOf(4),
    options: fc.integer({ min: 0, max: 10 }).chain((words) => bytesOf(4 * words)),
  });
}

export function ipv6Header(nextHeader: number): fc.Arbitrary<Ipv6Header> {
  return fc.record({
    type: fc.constant("ipv6" as const),
    trafficClass: u8,
    flowLabel: fc.integer({ min: 0, max: 0xfffff }),
    nextHeader: fc.constant(nextHeader),
    hopLimit: u8,
    source: bytesOf(16),
    destination: bytesOf(16),
  });
}

const EXTENSION_PROTOCOL = {
  "hop-by-hop": IPPROTO.HOPOPTS,
  routing: IPPROTO.ROUTING,
  destination: IPPROTO.DSTOPTS,
} as const;

type ExtensionKind = Ipv6ExtensionHeader["kind"];

/** Extension headers that carry `protocol`, linked to each other, and how the first is announced. */
function extensions(protocol: number): fc.Arbitrary<{ headers: Ipv6ExtensionHeader[]; first: number }> {
  const kind = fc.constantFrom<ExtensionKind>("hop-by-hop", "routing", "destination");
  const part = fc.tuple(
    kind,
    fc.integer({ min: 0, max: 3 }).chain((units) => bytesOf(6 + 8 * units)),
  );
  return fc.array(part, { maxLength: 3 }).map((parts) => {
    let next = protocol;
    const headers: Ipv6ExtensionHeader[] = [];
    for (const [kind, data] of parts.toReversed()) {
      headers.unshift({ type: "ipv6-extension", kind, nextHeader: next, data });
      next = EXTENSION_PROTOCOL[kind];
    }
    return { headers, first: next };
  });
}

const inner: fc.Arbitrary<{ headers: readonly Header[]; protocol: { v4: number; v6: number } }> = fc.oneof(
  tcpHeader.map((header) => ({ headers: [header], protocol: { v4: IPPROTO.TCP, v6: IPPROTO.TCP } })),
  udpHeader.map((header) => ({ headers: [header], protocol: { v4: IPPROTO.UDP, v6: IPPROTO.UDP } })),
  dccpHeader.map((header) => ({ headers: [header], protocol: { v4: IPPROTO.DCCP, v6: IPPROTO.DCCP } })),
  udpLiteHeader.map((header) => ({
    headers: [header],
    protocol: { v4: IPPROTO.UDPLITE, v6: IPPROTO.UDPLITE },
  })),
  icmpv4Header.map((header) => ({ headers: [header], protocol: { v4: IPPROTO.ICMP, v6: IPPROTO.ICMP } })),
  icmpv6Header.map((header) => ({ headers: [header], protocol: { v4: IPPROTO.ICMPV6, v6: IPPROTO.ICMPV6 } })),
  sctpHeader.map((header) => ({ headers: [header], protocol: { v4: IPPROTO.SCTP, v6: IPPROTO.SCTP } })),
  fc.constant({ headers: [], protocol: { v4: 253, v6: 253 } }),
);

/** IPv4 or IPv6 with a transport header (or an unknown one) inside. */
const plainHeaders: fc.Arbitrary<readonly Header[]> = inner.chain(({ headers, protocol }) =>
  fc.oneof(
    ipv4Header(protocol.v4).map((ip): readonly Header[] => [ip, ...headers]),
    extensions(protocol.v6).chain(({ headers: extension, first }) =>
      ipv6Header(first).map((ip): readonly Header[] => [ip, ...extension, ...headers]),
    ),
  ),
);

const greFlags = fc.constantFrom(0, 0x8000, 0x2000, 0x1000, 0xb000, 0x3000);

/** What stands in front of an inner IP header of the given version, and how IP announces it. */
function tunnel(version: 4 | 6): fc.Arbitrary<{ headers: readonly Header[]; protocol: number }> {
  const etherType = version === 4 ? ETHERTYPE.IPV4 : ETHERTYPE.IPV6;
  const gre = (protocol: number): fc.Arbitrary<Header> =>
    fc.tuple(greFlags, u16, u32, u32).map(
      ([flags, offset, key, sequence]): Header => ({
        type: "gre",
        flags,
        protocol,
        ...(flags & 0x8000 && { offset }),
        ...(flags & 0x2000 && { key }),
        ...(flags & 0x1000 && { sequence }),
      }),
    );
  const entry = fc.record({
    label: fc.integer({ min: 0, max: 0xfffff }),
    trafficClass: fc.integer({ min: 0, max: 7 }),
    ttl: u8,
  });
  const mpls = fc.array(entry, { minLength: 1, maxLength: 4 }).map(
    (entries): Header => ({
      type: "mpls",
      entries: entries.map((fields, i) => ({ ...fields, bottom: i === entries.length - 1 })),
    }),
  );
  return fc.oneof(
    fc.constant({ headers: [], protocol: version === 4 ? IPPROTO.IPIP : IPPROTO.IPV6 }),
    gre(etherType).map((header) => ({ headers: [header], protocol: IPPROTO.GRE })),
    mpls.map((header) => ({ headers: [header], protocol: IPPROTO.MPLS })),
    fc.tuple(gre(ETHERTYPE.MPLS), mpls).map((headers) => ({ headers, protocol: IPPROTO.GRE })),
  );
}

const tunnelHeaders: fc.Arbitrary<readonly Header[]> = plainHeaders.chain((inside) =>
  tunnel(inside[0]?.type === "ipv4" ? 4 : 6).chain(({ headers, protocol }) =>
    fc
      .oneof(ipv4Header(protocol), ipv6Header(protocol))
      .map((ip): readonly Header[] => [ip, ...headers, ...inside]),
  ),
);

/** Well-formed packets of every kind the codecs know. */
export const packet: fc.Arbitrary<Packet> = fc
  .tuple(fc.oneof(plainHeaders, tunnelHeaders), payload)
  .map(([headers, bytes]) => {
    // what is no chunk is too short to be one
    const isSctp = headers.at(-1)?.type === "sctp";
    return { headers, payload: isSctp ? bytes.subarray(0, 3) : bytes };
  });
