// SPDX-License-Identifier: GPL-2.0
import type {
  GreFields,
  Header,
  IcmpHeader,
  IcmpName,
  IpFields,
  IpHeader,
  MplsEntry,
  Packet,
  QuotedPacket,
  Span,
  SymbolRef,
} from "../ast.js";
import type { Binder } from "./binder.js";
import { bindContents } from "./contents.js";
import { bindDccp } from "./dccp.js";
import { bindEndpoints } from "./endpoint.js";
import { bindIpv6Extension } from "./ipv6-extension.js";
import { bindSctp } from "./sctp.js";
import { bindPorts, bindSequence, bindTcp } from "./tcp.js";
import { asNumber } from "./values.js";

type S = SymbolRef;

export function bindPacket(binder: Binder, packet: Packet<S>): Packet {
  const { contents, ...rest } = packet;
  return {
    ...rest,
    headers: packet.headers.map((header) => bindHeader(binder, header)),
    ...(contents && { contents: bindContents(binder, contents) }),
  };
}

function bindHeader(binder: Binder, header: Header<S>): Header {
  switch (header.type) {
    case "tcp":
      return bindTcp(binder, header);
    case "udp": {
      const { ports, endpoints, length, ...rest } = header;
      return {
        ...rest,
        ...(ports && { ports: bindPorts(binder, ports) }),
        ...(endpoints && { endpoints: bindEndpoints(binder, endpoints) }),
        length: binder.num(length),
      };
    }
    case "udplite": {
      const { ports, length, coverage, ...rest } = header;
      const lengths = { length: binder.num(length), coverage: binder.num(coverage) };
      return { ...rest, ...(ports && { ports: bindPorts(binder, ports) }), ...lengths };
    }
    case "sctp":
      return bindSctp(binder, header);
    case "udp-encapsulation":
      return { ...header, ports: bindPorts(binder, header.ports) };
    case "dccp":
      return bindDccp(binder, header);
    case "icmp":
      return bindIcmp(binder, header);
    case "other":
      return { ...header, protocol: binder.num(header.protocol), length: binder.num(header.length) };
    case "hopopts":
    case "destopts":
    case "routing":
      return bindIpv6Extension(binder, header);
    case "psp":
      return { ...header, spi: binder.num(header.spi) };
    case "ip":
      return bindIp(binder, header);
    case "ipv4":
    case "ipv6": {
      const { type, span, source, destination } = header;
      return { type, span, ...bindIpFields(binder, header), source, destination };
    }
    case "gre":
      return { ...header, fields: bindGreFields(binder, header.fields) };
    case "mpls":
      return { ...header, entries: header.entries.map((entry) => bindMplsEntry(binder, entry)) };
  }
}

function bindIp(binder: Binder, header: IpHeader<S>): IpHeader {
  const { type, span, source, destination } = header;
  return {
    type,
    span,
    ...bindIpFields(binder, header),
    ...(source !== undefined && { source }),
    ...(destination !== undefined && { destination }),
  };
}

function bindIpFields(binder: Binder, fields: IpFields<S>): IpFields {
  const { ecn, tos, dscp, flowLabel, ttl, id, dontFragment, moreFragments, fragment } = fields;
  return {
    ...(ecn !== undefined && { ecn }),
    ...(tos !== undefined && { tos: binder.num(tos) }),
    ...(dscp !== undefined && { dscp: binder.num(dscp) }),
    ...(flowLabel !== undefined && { flowLabel: binder.num(flowLabel) }),
    ...(ttl !== undefined && { ttl: binder.num(ttl) }),
    ...(id !== undefined && { id: binder.num(id) }),
    ...(dontFragment !== undefined && { dontFragment }),
    ...(moreFragments !== undefined && { moreFragments }),
    ...(fragment && {
      fragment: { ...fragment, start: binder.num(fragment.start), end: binder.num(fragment.end) },
    }),
  };
}

export function bindGreFields(binder: Binder, fields: GreFields<S>): GreFields {
  const { span, flags, protocol, checksum, offset, key, sequence } = fields;
  return {
    span,
    ...(flags !== undefined && { flags: binder.num(flags) }),
    ...(protocol !== undefined && { protocol: binder.num(protocol) }),
    ...(checksum !== undefined && { checksum: binder.num(checksum) }),
    ...(offset !== undefined && { offset: binder.num(offset) }),
    ...(key !== undefined && { key: binder.num(key) }),
    ...(sequence !== undefined && { sequence: binder.num(sequence) }),
  };
}

export function bindMplsEntry(
  binder: Binder,
  { span, label, trafficClass, bottom, ttl }: MplsEntry<S>,
): MplsEntry {
  return {
    span,
    label: binder.num(label),
    trafficClass: binder.num(trafficClass),
    bottom,
    ttl: binder.num(ttl),
  };
}

function bindIcmp(binder: Binder, header: IcmpHeader<S>): IcmpHeader {
  const { type, span, icmpType, code, mtu, pointer, id, quoted } = header;
  return {
    type,
    span,
    icmpType: bindIcmpName(binder, span, icmpType),
    ...(code !== undefined && { code: bindIcmpName(binder, span, code) }),
    ...(mtu !== undefined && { mtu: binder.num(mtu) }),
    ...(pointer !== undefined && { pointer: binder.num(pointer) }),
    ...(id !== undefined && { id: binder.num(id) }),
    ...(quoted && { quoted: bindQuoted(binder, quoted) }),
  };
}

/** A name that is not defined is one of ICMP's own. */
function bindIcmpName(binder: Binder, span: Span, name: IcmpName): IcmpName {
  const defined = typeof name === "string" ? binder.get(name) : undefined;
  if (defined === undefined) return name;
  if (defined.type === "word") return asNumber(defined.text) ?? defined.text;
  binder.misfit(span, String(name), defined, "an ICMP type or code");
  return name;
}

function bindQuoted(binder: Binder, quoted: QuotedPacket<S>): QuotedPacket {
  switch (quoted.type) {
    case "tcp": {
      const { sequence, udp, ...rest } = quoted;
      const ports = udp && { udp: bindPorts(binder, udp) };
      return { ...rest, sequence: bindSequence(binder, sequence), ...ports };
    }
    case "sctp": {
      const { tag, udp, ...rest } = quoted;
      return { ...rest, tag: binder.num(tag), ...(udp && { udp: bindPorts(binder, udp) }) };
    }
    case "dccp":
      return { ...quoted, sequence: binder.num(quoted.sequence) };
    case "udplite":
      return { ...quoted, length: binder.num(quoted.length), coverage: binder.num(quoted.coverage) };
    case "udp":
    case "raw":
      return { ...quoted, length: binder.num(quoted.length) };
  }
}
