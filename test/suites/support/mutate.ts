// SPDX-License-Identifier: GPL-2.0
import {
  type Event,
  type IcmpHeader,
  type IpHeader,
  load,
  NO_SPAN,
  type Packet,
  parseDefine,
  printPacket,
  TCP_FLAG,
  type TcpHeader,
  type TcpOption,
  type UdpEncapsulationHeader,
  type UdpHeader,
  type UdpLiteHeader,
} from "../../../src/dsl/index.js";
import { isPartOf } from "../../../src/inject/from-ast/whole-length.js";
import { isMptcpOption } from "../../../src/inject/mapping/mptcp/is-mptcp-option.js";
import { dccpChanges } from "./mutate-dccp.js";
import { mptcpChanges } from "./mutate-mptcp.js";
import { sctpChanges } from "./mutate-sctp.js";
import type { SuiteScript } from "./scripts.js";

/** A script with one field of one expected packet changed. */
export interface Mutation {
  readonly script: SuiteScript;
  /** What was changed, such as `tcp.ack`. */
  readonly field: string;
  /** How the report must name it. */
  readonly named: RegExp;
  /** Where the expected packet stands. */
  readonly line: number;
  readonly text: string;
}

interface Change {
  readonly field: string;
  readonly packet: Packet;
  readonly named?: RegExp;
}

/** What variants define; the fields in which these names stand are not changed. */
const DEFINES = new Map(
  ["TFO_COOKIE=3021b9d889017eeb", "CMSG_LEVEL_IP=SOL_IP", "CMSG_TYPE_RECVERR=IP_RECVERR"].flatMap((text) => {
    const define = parseDefine(text);
    return define ? [[define.name, define.value] as const] : [];
  }),
);

/**
 * All the changes of one field that a test must notice. Left out is what packetdrill's semantics
 * never compare:
 * - the sequence number of the kernel's SYN: whatever the script calls it stands for the number
 *   that the kernel has picked;
 * - timestamps: the value stands for the kernel's clock (without --tcp_ts_tick_usecs), and the echo
 *   is a value of the script's own that is not looked at;
 * - what is not written: a window, an IP header, options written as `<...>`.
 */
export function mutations(script: SuiteScript): readonly Mutation[] {
  const { events } = load(script.text, script.name, DEFINES).script;
  const isExact = /^--tolerance_usecs=0$/m.test(script.text) && /^--tolerance_percent=0$/m.test(script.text);
  const clock = events.find(({ action }) => action.type === "packet" && hasTimestamp(action))?.action;
  return events.flatMap((event, i) => {
    const { action } = event;
    if (action.type !== "packet" || action.direction !== "outbound") return [];
    const { start, end, line } = action.span;
    const inPlace = changes(action, action === clock).map(({ field, packet, named = nameOf(field) }) => ({
      script,
      field,
      named,
      line,
      text: script.text.slice(0, start) + printPacket(packet) + script.text.slice(end),
    }));
    // what is later than an absolute time behind it has no place
    const mayBeLater = isExact && events[i + 1]?.time.type !== "absolute";
    return mayBeLater ? [...inPlace, ...later(script, event)] : inPlace;
  });
}

/** One microsecond later than it comes. */
function later(script: SuiteScript, { time, action }: Event): readonly Mutation[] {
  if (time.type !== "relative" && time.type !== "absolute") return [];
  const sign = time.type === "relative" ? "+" : "";
  const { start, end } = time.span;
  const text = `${script.text.slice(0, start)}${sign}${(time.ns + 1000) / 1e9}${script.text.slice(end)}`;
  return [{ script, field: "time", named: /^timing error: /, line: action.span.line, text }];
}

/** Contents are told of by the first byte that is another one. */
function nameOf(field: string): RegExp {
  const escaped = field.replaceAll(/[.[\]]/g, "\\$&").replace(/^(sctp.*)\\\.data$/, "$1 payload byte \\d+");
  return new RegExp(`(: |; )${escaped} expected `);
}

/** The first such packet says what the kernel's clock is to the script. */
function hasTimestamp({ direction, headers }: Packet): boolean {
  const header = headers.at(-1);
  const options = direction === "outbound" && header?.type === "dccp" ? header.options : [];
  return options?.some(({ type }) => type === "timestamp") ?? false;
}

/** @param isFirstTimestamp the packet tells what the kernel's clock is to the script */
function changes(packet: Packet, isFirstTimestamp: boolean): readonly Change[] {
  const whole = headerChanges(packet);
  return isPartOf(packet)
    ? [...whole, ...partChanges(packet)]
    : [...whole, ...lastChanges(packet, isFirstTimestamp)];
}

/** Of a fragment, whose UDP header is compared as bytes if it is in that part. */
function partChanges(packet: Packet): readonly Change[] {
  const udp = packet.headers.at(-1);
  const isFirst = packet.headers.some((header) => header.type === "ip" && header.fragment?.start === 0);
  if (udp?.type !== "udp" || !isFirst) return [];
  const { checksum, ...rightOne } = udp;
  return [
    { field: "fragment byte 5", packet: withLast(packet, { ...udp, length: udp.length + 8 }) },
    {
      field: "fragment byte 6",
      packet: withLast(packet, checksum === "zero" ? rightOne : { ...udp, checksum: "zero" }),
    },
  ];
}

/** Of a UDP header around another transport header. */
function carrierChanges({ ports, ...header }: UdpEncapsulationHeader): readonly {
  readonly field: string;
  readonly header: UdpEncapsulationHeader;
}[] {
  const { source, destination } = ports;
  return [
    { field: "udp.source port", header: { ...header, ports: { ...ports, source: source ^ 1 } } },
    {
      field: "udp.destination port",
      header: { ...header, ports: { ...ports, destination: destination ^ 1 } },
    },
    { field: "udp.checksum", header: { ...header, ports, checksum: "zero" } },
  ];
}

/** Of what stands in front of the transport header. By its address alone a packet is not found. */
function headerChanges(packet: Packet): readonly Change[] {
  const isRouted = packet.headers.some(({ type }) => type === "routing");
  return packet.headers.flatMap((header, i): readonly Change[] => {
    const changed = (other: Packet["headers"][number]): Packet => ({
      ...packet,
      headers: packet.headers.with(i, other),
    });
    if (header.type === "ip" && header.destination !== undefined && isRouted) {
      return [{ field: "ip.dst", packet: changed({ ...header, destination: "2001:db8::bad" }) }];
    }
    if (header.type === "ip")
      return fragmentationChanges(header).map(({ field, ip }) => ({ field, packet: changed(ip) }));
    if (header.type === "udp-encapsulation")
      return carrierChanges(header).map(({ field, header: other }) => ({ field, packet: changed(other) }));
    if (header.type !== "routing") return [];
    return [
      { field: "ipv6.routing", packet: changed({ ...header, segmentsLeft: header.segmentsLeft ^ 1 }) },
      { field: "ipv6.routing", packet: changed({ ...header, addresses: ["2001:db8::bad"] }) },
    ];
  });
}

function fragmentationChanges(ip: IpHeader): readonly { readonly field: string; readonly ip: IpHeader }[] {
  const { dontFragment, fragment } = ip;
  return [
    ...(dontFragment === undefined ? [] : [{ field: "ip.df", ip: { ...ip, dontFragment: !dontFragment } }]),
    ...(fragment === undefined
      ? []
      : [
          {
            field: "ip.frag start",
            ip: { ...ip, fragment: { ...fragment, start: fragment.start === 0 ? 8 : fragment.start - 8 } },
          },
        ]),
  ];
}

function lastChanges(packet: Packet, isFirstTimestamp: boolean): readonly Change[] {
  const header = packet.headers.at(-1);
  switch (header?.type) {
    case "tcp":
      return tcpChanges(header).map(({ field, header: tcp, named }) => ({
        field,
        packet: withLast(packet, tcp),
        ...(named && { named }),
      }));
    case "udp":
      return datagramChanges(packet, header);
    case "udplite":
      return [
        ...datagramChanges(packet, header),
        {
          field: "udplite.coverage",
          packet: withLast(packet, { ...header, coverage: header.coverage === 8 ? 0 : 8 }),
        },
      ];
    case "dccp":
      return dccpChanges(header, isFirstTimestamp).map(({ field, header: dccp }) => ({
        field,
        packet: withLast(packet, dccp),
      }));
    case "sctp":
      return sctpChanges(header).map(({ field, header: sctp }) => ({
        field,
        packet: withLast(packet, sctp),
      }));
    case "icmp":
      return icmpChanges(packet, header);
    default:
      return [];
  }
}

/** A datagram of UDP without checksum is right over IPv4, too, where none is expected to lack. */
function datagramChanges(packet: Packet, header: UdpHeader | UdpLiteHeader): readonly Change[] {
  const { checksum, ...rightOne } = header;
  return [
    { field: "payload length", packet: withLast(packet, { ...header, length: header.length + 1 }) },
    {
      field: `${header.type}.checksum`,
      packet: withLast(packet, checksum === "zero" ? rightOne : { ...header, checksum: "zero" }),
    },
  ].filter(({ field }) => field !== "udp.checksum" || checksum !== "zero");
}

function icmpChanges(packet: Packet, header: IcmpHeader): readonly Change[] {
  const { code, quoted, id, pointer } = header;
  return [
    { field: "icmp.code", packet: withLast(packet, { ...header, code: code === 250 ? 251 : 250 }) },
    ...(id === undefined ? [] : [{ field: "icmp.id", packet: withLast(packet, { ...header, id: id ^ 1 }) }]),
    ...(pointer === undefined
      ? []
      : [{ field: "icmp.pointer", packet: withLast(packet, { ...header, pointer: pointer + 1 }) }]),
    ...(quoted && "length" in quoted
      ? [
          {
            field: quoted.type === "raw" ? "icmp length" : "icmp.quoted",
            packet: withLast(packet, { ...header, quoted: { ...quoted, length: quoted.length + 1 } }),
          },
        ]
      : []),
  ];
}

function withLast(packet: Packet, last: Packet["headers"][number]): Packet {
  return { ...packet, headers: [...packet.headers.slice(0, -1), last] };
}

interface TcpChange {
  readonly field: string;
  readonly header: TcpHeader;
  readonly named?: RegExp;
}

function tcpChanges(tcp: TcpHeader): readonly TcpChange[] {
  const { flags, sequence, ack, window, options } = tcp;
  const { start, end, length } = sequence;
  const isSyn = (flags.bits & TCP_FLAG.SYN) !== 0;
  return [
    { field: "tcp.flags", header: { ...tcp, flags: { ...flags, bits: flags.bits ^ TCP_FLAG.PSH } } },
    { field: "tcp.flags", header: { ...tcp, flags: { ...flags, bits: flags.bits ^ TCP_FLAG.ECE } } },
    ...(isSyn || sequence.mode === "any"
      ? []
      : [
          { field: "tcp.seq", header: { ...tcp, sequence: { ...sequence, start: start + 1, end: end + 1 } } },
        ]),
    ...(length === 0
      ? []
      : [
          {
            field: "payload length",
            header: { ...tcp, sequence: { ...sequence, end: end - 1, length: length - 1 } },
            // what comes in several segments differs in the last one of them
            named: /payload length expected |segment \d+: /,
          },
        ]),
    ...(ack === undefined ? [] : [{ field: "tcp.ack", header: { ...tcp, ack: ack + 1 } }]),
    ...(window === undefined ? [] : [{ field: "tcp.win", header: { ...tcp, window: window ^ 1 } }]),
    ...(options
      ? optionChanges(options).map(({ field, list }) => ({ field, header: { ...tcp, options: list } }))
      : []),
  ];
}

interface OptionChange {
  readonly field: string;
  readonly list: readonly TcpOption[];
}

function optionChanges(options: readonly TcpOption[]): readonly OptionChange[] {
  const values = options.flatMap((option, i) =>
    valueChanges(option).map(({ field, changed }) => ({ field, list: options.with(i, changed) })),
  );
  return [...values, { field: "tcp.options", list: otherKinds(options) }];
}

/** One more option, or another one, so that the length remains a multiple of 4 bytes. */
function otherKinds(options: readonly TcpOption[]): readonly TcpOption[] {
  const nop: TcpOption = { type: "nop", span: NO_SPAN };
  const i = options.findIndex(({ type }) => type === "nop");
  return i < 0 ? [nop, nop, nop, nop, ...options] : options.with(i, { type: "eol", span: NO_SPAN });
}

function valueChanges(option: TcpOption): readonly { readonly field: string; readonly changed: TcpOption }[] {
  switch (option.type) {
    case "mss":
      return [{ field: "tcp.option.mss", changed: { ...option, value: option.value + 1 } }];
    case "wscale":
      return [{ field: "tcp.option.wscale", changed: { ...option, shift: option.shift + 1 } }];
    case "sack": {
      const [first, ...rest] = option.blocks;
      if (!first) return [];
      return [
        {
          field: "tcp.option.sack",
          changed: { ...option, blocks: [{ ...first, left: first.left + 1 }, ...rest] },
        },
        {
          field: "tcp.option.sack",
          changed: { ...option, blocks: [{ ...first, right: first.right + 1 }, ...rest] },
        },
      ];
    }
    default:
      return isMptcpOption(option) ? mptcpChanges(option) : [];
  }
}
