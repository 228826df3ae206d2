// SPDX-License-Identifier: GPL-2.0
import type {
  Direction,
  Endpoints,
  Header,
  IpFields,
  Ipv6Option,
  Ports,
  QuotedPacket,
  Span,
  TcpHeader,
  TcpOption,
} from "../ast.js";
import { visitDccp } from "./fields-dccp.js";
import { visitMptcp } from "./fields-mptcp.js";
import { visitSctp } from "./fields-sctp.js";

/** Is told of a number in a header, its name, and how many bits there are for it. */
export type FieldVisitor = (name: string, value: number | undefined, bits: number, span: Span) => void;

/** Largest packet that the kernel hands to a device with segmentation offload: 2^19 - 1 bytes. */
const OFFLOADED_BITS = 19;

/** Visits all numbers of a header that have a size of their own on the wire. */
export function visitFields(header: Header, direction: Direction, visit: FieldVisitor): void {
  const { span } = header;
  const lengthBits = direction === "outbound" ? OFFLOADED_BITS : 16;
  switch (header.type) {
    case "tcp":
      visitTcp(header, lengthBits, visit);
      break;
    case "udp":
      visitPorts(header.ports, visit);
      visitEndpoints(header.endpoints, visit);
      visit("length", header.length, lengthBits, span);
      break;
    case "udplite":
      visitPorts(header.ports, visit);
      visit("length", header.length, lengthBits, span);
      visit("coverage", header.coverage, 16, span);
      break;
    case "sctp":
      visitPorts(header.ports, visit);
      visitEndpoints(header.endpoints, visit);
      visitSctp(header, visit);
      break;
    case "udp-encapsulation":
      visitPorts(header.ports, visit);
      break;
    case "dccp":
      visitDccp(header, lengthBits, visit);
      break;
    case "icmp":
      visit("ICMP type", asNumber(header.icmpType), 8, span);
      visit("ICMP code", asNumber(header.code), 8, span);
      visit("mtu", header.mtu, 32, span);
      visit("pointer", header.pointer, 32, span);
      visit("id", header.id, 16, span);
      if (header.quoted) visitQuoted(header.quoted, lengthBits, visit);
      break;
    case "other":
      visit("protocol", header.protocol, 8, span);
      visit("length", header.length, 16, span);
      break;
    case "hopopts":
    case "destopts":
      for (const option of header.options) visitIpv6Option(option, visit);
      break;
    case "routing":
      visit("type", header.routingType, 8, span);
      visit("left", header.segmentsLeft, 8, span);
      break;
    case "psp":
      visit("spi", header.spi, 32, span);
      break;
    case "ip":
    case "ipv4":
    case "ipv6":
      visitIp(header, span, visit);
      break;
    case "gre":
      visit("flags", header.fields.flags, 16, span);
      visit("proto", header.fields.protocol, 16, span);
      visit("sum", header.fields.checksum, 16, span);
      visit("off", header.fields.offset, 16, span);
      visit("key", header.fields.key, 32, span);
      visit("seq", header.fields.sequence, 32, span);
      break;
    case "mpls":
      for (const entry of header.entries) {
        visit("label", entry.label, 20, entry.span);
        visit("tc", entry.trafficClass, 3, entry.span);
        visit("ttl", entry.ttl, 8, entry.span);
      }
      break;
  }
}

function asNumber(name: string | number | undefined): number | undefined {
  return typeof name === "number" ? name : undefined;
}

function visitQuoted(quoted: QuotedPacket, lengthBits: number, visit: FieldVisitor): void {
  const { span } = quoted;
  switch (quoted.type) {
    case "tcp":
      visitPorts(quoted.udp, visit);
      break;
    case "sctp":
      visit("tag", quoted.tag, 32, span);
      visitPorts(quoted.udp, visit);
      break;
    case "dccp":
      visit("seq", quoted.sequence, 48, span);
      break;
    case "udplite":
      visit("coverage", quoted.coverage, 16, span);
      visit("length", quoted.length, lengthBits, span);
      break;
    case "udp":
    case "raw":
      visit("length", quoted.length, lengthBits, span);
      break;
  }
}

function visitIp(
  { tos, dscp, ttl, flowLabel, id, fragment }: IpFields,
  span: Span,
  visit: FieldVisitor,
): void {
  visit("tos", tos, 8, span);
  visit("dscp", dscp, 6, span);
  visit("ttl", ttl, 8, span);
  visit("flowlabel", flowLabel, 20, span);
  visit("id", id, 32, span);
  visit("frag", fragment?.start, 16, span);
  visit("frag", fragment?.end, 16, span);
}

function visitIpv6Option(option: Ipv6Option, visit: FieldVisitor): void {
  if (option.type === "router_alert") visit("router_alert", option.value, 16, option.span);
  if (option.type === "option") visit("option", option.kind, 8, option.span);
}

function visitPorts(ports: Ports | undefined, visit: FieldVisitor): void {
  if (ports === undefined) return;
  visit("source port", ports.source, 16, ports.span);
  visit("destination port", ports.destination, 16, ports.span);
}

function visitEndpoints(endpoints: Endpoints | undefined, visit: FieldVisitor): void {
  for (const endpoint of [endpoints?.source, endpoints?.destination]) {
    if (endpoint !== undefined && "port" in endpoint) visit("port", endpoint.port, 16, endpoint.span);
  }
}

function visitTcp(header: TcpHeader, lengthBits: number, visit: FieldVisitor): void {
  const { sequence, span } = header;
  visitPorts(header.ports, visit);
  visitEndpoints(header.endpoints, visit);
  visit("sequence number", sequence.start, 32, sequence.span);
  visit("sequence number", sequence.end, 32, sequence.span);
  visit("length", sequence.length, lengthBits, sequence.span);
  visit("ack", header.ack, 32, span);
  visit("win", header.window, 16, span);
  visit("urg", header.urgent, 16, span);
  visit("code", header.resetReason?.code, 16, span);
  visit("pen", header.resetReason?.pen, 32, span);
  for (const option of header.options ?? []) visitOption(option, visit);
}

function visitOption(option: TcpOption, visit: FieldVisitor): void {
  const { span } = option;
  switch (option.type) {
    case "mss":
      visit("mss", option.value, 16, span);
      break;
    case "wscale":
      visit("wscale", option.shift, 8, span);
      break;
    case "sack":
      for (const block of option.blocks) {
        visit("sack", block.left, 32, block.span);
        visit("sack", block.right, 32, block.span);
      }
      break;
    case "timestamps":
      visit("TS val", option.value, 32, span);
      visit("TS ecr", option.echo, 32, span);
      break;
    case "ao":
      visit("keyid", option.keyId, 8, span);
      visit("rnextkeyid", option.rnextKeyId, 8, span);
      break;
    case "accecn":
      for (const counter of option.counters) visit("AccECN counter", counter, 24, span);
      break;
    case "tarr":
      visit("exp-tarr", option.rate, 7, span);
      break;
    case "unknown":
      visit("kind", option.kind, 8, span);
      break;
    case "experimental":
    case "eol":
    case "nop":
    case "sackOK":
    case "md5":
    case "fastopen":
    case "raw":
      break;
    default:
      visitMptcp(option, visit);
  }
}
