// SPDX-License-Identifier: GPL-2.0
import fc from "fast-check";
import {
  type Blob,
  DCCP_TYPES,
  type EncapsulationHeader,
  type GreFields,
  type Header,
  type IcmpName,
  type IpHeader,
  type Ipv6ExtensionHeader,
  type Ipv6Option,
  type MplsEntry,
  type Packet,
  type Ports,
  type QuotedPacket,
  type Sequence,
  type SymbolRef,
  type TcpOption,
  type TransportHeader,
} from "../../../src/dsl/ast.js";
import { contents } from "./arbitrary-contents.js";
import { dccp } from "./arbitrary-dccp.js";
import { endpoints, mptcpOption } from "./arbitrary-mptcp.js";
import { oddChecksum, sctp, udpEncapsulation, udpLite } from "./arbitrary-sctp.js";
import { blob, identifier, num, optionals, span } from "./arbitrary-values.js";

type S = SymbolRef;

const type = <T extends string>(name: T) => fc.constant(name);

const ports: fc.Arbitrary<Ports<S>> = fc.record({ span, source: num, destination: num });
const sequence: fc.Arbitrary<Sequence<S>> = fc.oneof(
  {
    weight: 8,
    arbitrary: optionals(
      { span, start: num, end: num, length: num, mode: fc.constant("absolute" as const) },
      ["span", "start", "end", "length"],
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ span, length: num })
      .map(({ length, ...rest }) => ({ ...rest, start: 0, end: length, length, mode: "any" as const })),
  },
);

const resetReason = fc.record({ span, code: num, pen: num });

/** `md5 valid` is no digest with that name. */
const isNotValid = (digest: Blob<S>): boolean => digest.type !== "symbol" || digest.name !== "valid";

/** Letters for the ECN bits, or all three of them as a digit. */
const flags = fc.record({ span, bits: fc.nat(0x1ff), ace: fc.boolean() });

export const tcpOption: fc.Arbitrary<TcpOption<S>> = fc.oneof(
  fc.record({ type: fc.constantFrom("eol", "nop", "sackOK"), span }),
  fc.record({ type: type("mss"), span, value: num }),
  fc.record({ type: type("wscale"), span, shift: num }),
  fc.record({
    type: type("sack"),
    span,
    blocks: fc.array(fc.record({ span, left: num, right: num }), { minLength: 1, maxLength: 4 }),
  }),
  optionals({ type: type("timestamps"), span, value: num, echo: num, absoluteEcho: fc.constant(true) }, [
    "type",
    "span",
    "echo",
  ]),
  optionals({ type: type("md5"), span, digest: blob.filter(isNotValid) }, ["type", "span"]),
  fc.record({ type: type("md5"), span, valid: fc.constant(true) }),
  optionals({ type: type("ao"), span, keyId: num, rnextKeyId: num, mac: blob }, [
    "type",
    "span",
    "keyId",
    "rnextKeyId",
  ]),
  optionals({ type: type("fastopen"), span, experimental: fc.boolean(), cookie: blob }, [
    "type",
    "span",
    "experimental",
  ]),
  optionals(
    {
      type: type("accecn"),
      span,
      order: fc.constantFrom(0 as const, 1 as const),
      counters: fc.array(num, { maxLength: 3 }),
      experimental: fc.constant(true),
    },
    ["type", "span", "order", "counters"],
  ),
  optionals({ type: type("experimental"), span, exId: fc.nat(0xffff), data: blob }, ["type", "span", "exId"]),
  optionals({ type: type("tarr"), span, rate: num }, ["type", "span"]),
  optionals({ type: type("unknown"), span, kind: num, data: blob }, ["type", "span", "kind"]),
  fc.record({ type: type("raw"), span, data: blob }),
  mptcpOption,
);

/** Endpoints stand in the place of ports. */
function onePlace<T extends { readonly ports?: unknown; readonly endpoints?: unknown }>(header: T): T {
  if (header.ports === undefined) return header;
  const { endpoints: _, ...rest } = header;
  return rest as T;
}

const icmpName: fc.Arbitrary<IcmpName> = fc.oneof(
  identifier.filter((name) => !["mtu", "pointer", "id", "code"].includes(name)),
  fc.nat(255),
);

const quotedPacket: fc.Arbitrary<QuotedPacket<S>> = fc.oneof(
  optionals({ type: type("tcp"), span, sequence, udp: ports }, ["type", "span", "sequence"]),
  optionals({ type: type("sctp"), span, tag: num, udp: ports }, ["type", "span", "tag"]),
  fc.record({ type: type("udplite"), span, length: num, coverage: num }),
  fc.record({ type: type("dccp"), span, packetType: fc.constantFrom(...DCCP_TYPES), sequence: num }),
  fc.record({ type: type("udp"), span, length: num }),
  fc.record({ type: type("raw"), span, length: num }),
);

export const transport: fc.Arbitrary<TransportHeader<S>> = fc.oneof(
  {
    weight: 5,
    arbitrary: optionals(
      {
        type: type("tcp"),
        span,
        ports,
        endpoints,
        flags,
        sequence,
        ack: num,
        window: num,
        urgent: num,
        socket: num,
        options: fc.array(tcpOption, { maxLength: 5 }),
        resetReason,
      },
      ["type", "span", "flags", "sequence"],
    ).map(onePlace),
  },
  {
    weight: 1,
    arbitrary: optionals({ type: type("udp"), span, ports, endpoints, checksum: oddChecksum, length: num }, [
      "type",
      "span",
      "length",
    ]).map(onePlace),
  },
  {
    weight: 2,
    arbitrary: optionals(
      {
        type: type("icmp"),
        span,
        icmpType: icmpName,
        code: icmpName,
        mtu: num,
        pointer: num,
        id: num,
        quoted: quotedPacket,
      },
      ["type", "span", "icmpType"],
    ),
  },
  { weight: 2, arbitrary: dccp },
  { weight: 2, arbitrary: sctp },
  { weight: 1, arbitrary: udpLite },
  { weight: 1, arbitrary: fc.record({ type: type("other"), span, protocol: num, length: num }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: type("other"),
      span,
      protocol: fc.constant(0),
      length: num,
      isWhole: fc.constant(true as const),
    }),
  },
);

const ipFields = {
  ecn: fc.constantFrom("noecn", "ect0", "ect1", "ce", "ect01"),
  tos: num,
  dscp: num,
  flowLabel: num,
  ttl: num,
  id: num,
  dontFragment: fc.boolean(),
  moreFragments: fc.boolean(),
  fragment: fc.record({ span, start: num, end: num }),
} as const;

/** Without a single field there would be nothing to print. */
const ip: fc.Arbitrary<IpHeader<S>> = optionals(
  { type: type("ip"), span, ...ipFields, source: fc.ipV4(), destination: fc.ipV6() },
  ["type", "span"],
).filter((header) => Object.keys(header).length > 2);

const ipv6Option: fc.Arbitrary<Ipv6Option<S>> = fc.oneof(
  fc.record({ type: type("pad1"), span }),
  fc.record({ type: type("padn"), span, length: num }),
  fc.record({ type: type("router_alert"), span, value: num }),
  fc.record({ type: type("home_address"), span, address: fc.ipV6() }),
  optionals({ type: type("option"), span, kind: num, data: blob }, ["type", "span", "kind"]),
);

const ipv6Extension: fc.Arbitrary<Ipv6ExtensionHeader<S>> = fc.oneof(
  fc.record({
    type: fc.constantFrom("hopopts", "destopts"),
    span,
    options: fc.array(ipv6Option, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    type: type("routing"),
    span,
    routingType: num,
    segmentsLeft: num,
    addresses: fc.array(fc.ipV6(), { maxLength: 2 }),
  }),
);

const greParts = {
  span,
  flags: num,
  protocol: num,
  checksum: num,
  offset: num,
  key: num,
  sequence: num,
} as const;
export const greFields: fc.Arbitrary<GreFields<S>> = optionals(greParts, ["span"]);
export const greFieldsWithFlags: fc.Arbitrary<GreFields<S>> = optionals(greParts, ["span", "flags"]);

export const mplsEntry: fc.Arbitrary<MplsEntry<S>> = fc.record({
  span,
  label: num,
  trafficClass: num,
  bottom: fc.boolean(),
  ttl: num,
});

const encapsulation: fc.Arbitrary<EncapsulationHeader<S>> = fc.oneof(
  optionals({ type: type("ipv4"), span, ...ipFields, source: fc.ipV4(), destination: fc.ipV4() }, [
    "type",
    "span",
    "source",
    "destination",
  ]),
  optionals({ type: type("ipv6"), span, ...ipFields, source: fc.ipV6(), destination: fc.ipV6() }, [
    "type",
    "span",
    "source",
    "destination",
  ]),
  fc.record({ type: type("gre"), span, fields: greFields }),
  fc.record({ type: type("mpls"), span, entries: fc.array(mplsEntry, { maxLength: 3 }) }),
);

const psp = fc.record({ type: type("psp"), span, spi: num });

const headers: fc.Arbitrary<readonly Header<S>[]> = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(encapsulation, { maxLength: 3 }) },
    ),
    fc.option(ip),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(ipv6Extension, { maxLength: 3 }) },
    ),
    fc.option(psp, { freq: 5 }),
    fc.option(udpEncapsulation, { freq: 5 }),
    transport,
  )
  .map(([outer, inner, extensions, security, udp, last]) => [
    ...outer,
    ...(inner === null ? [] : [inner]),
    ...extensions,
    ...(security === null ? [] : [security]),
    ...(udp !== null && (last.type === "tcp" || last.type === "sctp") ? [udp] : []),
    last,
  ]);

export const packet: fc.Arbitrary<Packet<S>> = fc.record(
  {
    type: type("packet"),
    span,
    direction: fc.constantFrom("inbound", "outbound"),
    headers,
    contents,
  },
  { requiredKeys: ["type", "span", "direction", "headers"] },
);
