// SPDX-License-Identifier: GPL-2.0
import type { Direction, Header, IpFields, Ports, Span, TcpHeader, TcpOption } from "../ast.js";

/** A number in a header, and how many bits there are for it. */
export interface Field {
  readonly name: string;
  readonly value: number | undefined;
  readonly bits: number;
  readonly span: Span;
}

/** Largest packet that the kernel hands to a device with segmentation offload: 2^19 - 1 bytes. */
const OFFLOADED_BITS = 19;

/** All numbers of a header that have a size of their own on the wire. */
export function fieldsOf(header: Header, direction: Direction): Field[] {
  const { span } = header;
  const lengthBits = direction === "outbound" ? OFFLOADED_BITS : 16;
  switch (header.type) {
    case "tcp":
      return tcpFields(header, lengthBits);
    case "udp":
      return [...portFields(header.ports), { name: "length", value: header.length, bits: lengthBits, span }];
    case "icmp":
      return [
        { name: "ICMP type", value: asNumber(header.icmpType), bits: 8, span },
        { name: "ICMP code", value: asNumber(header.code), bits: 8, span },
        { name: "mtu", value: header.mtu, bits: 32, span },
        { name: "id", value: header.id, bits: 16, span },
      ];
    case "other":
      return [
        { name: "protocol", value: header.protocol, bits: 8, span },
        { name: "length", value: header.length, bits: 16, span },
      ];
    case "psp":
      return [{ name: "spi", value: header.spi, bits: 32, span }];
    case "ip":
    case "ipv4":
    case "ipv6":
      return ipFields(header, span);
    case "gre":
      return [
        { name: "flags", value: header.fields.flags, bits: 16, span },
        { name: "proto", value: header.fields.protocol, bits: 16, span },
        { name: "sum", value: header.fields.checksum, bits: 16, span },
        { name: "off", value: header.fields.offset, bits: 16, span },
        { name: "key", value: header.fields.key, bits: 32, span },
        { name: "seq", value: header.fields.sequence, bits: 32, span },
      ];
    case "mpls":
      return header.entries.flatMap((entry) => [
        { name: "label", value: entry.label, bits: 20, span: entry.span },
        { name: "tc", value: entry.trafficClass, bits: 3, span: entry.span },
        { name: "ttl", value: entry.ttl, bits: 8, span: entry.span },
      ]);
  }
}

function asNumber(name: string | number | undefined): number | undefined {
  return typeof name === "number" ? name : undefined;
}

function ipFields({ tos, ttl, flowLabel }: IpFields, span: Span): Field[] {
  return [
    { name: "tos", value: tos, bits: 8, span },
    { name: "ttl", value: ttl, bits: 8, span },
    { name: "flowlabel", value: flowLabel, bits: 20, span },
  ];
}

function portFields(ports: Ports | undefined): Field[] {
  if (ports === undefined) return [];
  const { span, source, destination } = ports;
  return [
    { name: "source port", value: source, bits: 16, span },
    { name: "destination port", value: destination, bits: 16, span },
  ];
}

function tcpFields(header: TcpHeader, lengthBits: number): Field[] {
  const { sequence, ack, window, urgent, span } = header;
  return [
    ...portFields(header.ports),
    { name: "sequence number", value: sequence.start, bits: 32, span: sequence.span },
    { name: "sequence number", value: sequence.end, bits: 32, span: sequence.span },
    { name: "length", value: sequence.length, bits: lengthBits, span: sequence.span },
    { name: "ack", value: ack, bits: 32, span },
    { name: "win", value: window, bits: 16, span },
    { name: "urg", value: urgent, bits: 16, span },
    ...(header.options ?? []).flatMap(optionFields),
  ];
}

function optionFields(option: TcpOption): Field[] {
  const { span } = option;
  switch (option.type) {
    case "mss":
      return [{ name: "mss", value: option.value, bits: 16, span }];
    case "wscale":
      return [{ name: "wscale", value: option.shift, bits: 8, span }];
    case "sack":
      return option.blocks.flatMap(({ left, right, span: block }) => [
        { name: "sack", value: left, bits: 32, span: block },
        { name: "sack", value: right, bits: 32, span: block },
      ]);
    case "timestamps":
      return [
        { name: "TS val", value: option.value, bits: 32, span },
        { name: "TS ecr", value: option.echo, bits: 32, span },
      ];
    case "ao":
      return [
        { name: "keyid", value: option.keyId, bits: 8, span },
        { name: "rnextkeyid", value: option.rnextKeyId, bits: 8, span },
      ];
    case "accecn":
      return option.counters.map((value) => ({ name: "AccECN counter", value, bits: 24, span }));
    case "unknown":
      return [{ name: "kind", value: option.kind, bits: 8, span }];
    case "eol":
    case "nop":
    case "sackOK":
    case "md5":
    case "fastopen":
    case "raw":
      return [];
  }
}
