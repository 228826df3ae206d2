// SPDX-License-Identifier: GPL-2.0
import type {
  Header,
  IcmpHeader,
  IcmpName,
  Packet,
  Ports,
  QuotedPacket,
  SymbolRef,
  UdpEncapsulationHeader,
} from "../ast.js";
import { printContents } from "./contents.js";
import { printDccp } from "./dccp.js";
import { printEncapsulation, printIpFields } from "./ip.js";
import { printIpv6Extension } from "./ipv6-extension.js";
import { printSctp, printUdpEncapsulation } from "./sctp.js";
import { printSequence, printTcp } from "./tcp.js";
import { printUdp, printUdpLite } from "./udp.js";
import { hex, num, optional } from "./values.js";

type S = SymbolRef;

/** A packet of a script or from the wire: `> P. 1:1001(1000) ack 1`. */
export function printPacket({ direction, headers, contents }: Packet<S>): string {
  let stack = "";
  let udp: UdpEncapsulationHeader<S> | undefined;
  for (const header of headers) {
    if (header.type !== "udp-encapsulation") stack += printHeader(header, udp);
    udp = header.type === "udp-encapsulation" ? header : undefined;
  }
  const carried = contents === undefined ? "" : ` ${printContents(contents)}`;
  return `${direction === "inbound" ? "<" : ">"} ${stack}${carried}`;
}

/**
 * One header; those that something follows end with a space.
 *
 * @param udp what carries an SCTP or TCP header, as it is written behind or inside of that one
 */
export function printHeader(header: Header<S>, udp?: UdpEncapsulationHeader<S>): string {
  switch (header.type) {
    case "ipv4":
    case "ipv6":
    case "gre":
    case "mpls":
      return printEncapsulation(header);
    case "ip":
      return printIpFields(header);
    case "hopopts":
    case "destopts":
    case "routing":
      return printIpv6Extension(header);
    case "psp":
      return `encap psp spi ${hex(header.spi)} `;
    case "udp-encapsulation":
      return printUdpEncapsulation(header);
    case "tcp":
      return `${printTcp(header)}${udp ? ` ${printUdpEncapsulation(udp)}` : ""}`;
    case "sctp":
      return printSctp(header, udp);
    case "udplite":
      return printUdpLite(header);
    case "udp":
      return printUdp(header);
    case "dccp":
      return printDccp(header);
    case "icmp":
      return printIcmp(header);
    case "other":
      return `${header.isWhole ? "raw" : `proto ${num(header.protocol)}`} (${num(header.length)})`;
  }
}

function printIcmp({ icmpType, code, mtu, pointer, id, quoted }: IcmpHeader<S>): string {
  const fields = optional("mtu", mtu, num) + optional("pointer", pointer, num) + optional("id", id, num);
  return `icmp ${icmpType}${printCode(code)}${fields}${quoted ? ` [${printQuoted(quoted)}]` : ""}`;
}

/** A bare number could be the time of the next event. */
function printCode(code: IcmpName | undefined): string {
  if (code === undefined) return "";
  return typeof code === "number" ? ` code ${code}` : ` ${code}`;
}

/** What stands between the brackets. */
export function printQuoted(quoted: QuotedPacket<S>): string {
  switch (quoted.type) {
    case "tcp":
      return printSequence(quoted.sequence) + printQuotedUdp(quoted.udp);
    case "sctp":
      return `sctp (${num(quoted.tag)})${printQuotedUdp(quoted.udp)}`;
    case "dccp":
      return `dccp ${quoted.packetType} seq ${num(quoted.sequence)}`;
    case "udplite":
      return `udplite (${num(quoted.length)}, ${num(quoted.coverage)})`;
    case "udp":
    case "raw":
      return `${quoted.type} (${num(quoted.length)})`;
  }
}

function printQuotedUdp(ports: Ports<S> | undefined): string {
  return ports === undefined ? "" : ` ${printUdpEncapsulation({ ports })}`;
}
