// SPDX-License-Identifier: GPL-2.0
import type { Header, IcmpHeader, IcmpName, Packet, QuotedPacket, SymbolRef } from "../ast.js";
import { printEndpoints, printPorts } from "./endpoint.js";
import { printEncapsulation, printIpFields } from "./ip.js";
import { printSequence, printTcp } from "./tcp.js";
import { hex, num, optional } from "./values.js";

type S = SymbolRef;

/** A packet of a script or from the wire: `> P. 1:1001(1000) ack 1`. */
export function printPacket({ direction, headers }: Packet<S>): string {
  const stack = headers.map(printHeader).join("");
  return `${direction === "inbound" ? "<" : ">"} ${stack}`;
}

/** One header; those that something follows end with a space. */
export function printHeader(header: Header<S>): string {
  switch (header.type) {
    case "ipv4":
    case "ipv6":
    case "gre":
    case "mpls":
      return printEncapsulation(header);
    case "ip":
      return printIpFields(header);
    case "psp":
      return `encap psp spi ${hex(header.spi)} `;
    case "tcp":
      return printTcp(header);
    case "udp":
      return `udp ${printPorts(header.ports)}${printEndpoints(header.endpoints)}(${num(header.length)})`;
    case "icmp":
      return printIcmp(header);
    case "other":
      return `proto ${num(header.protocol)} (${num(header.length)})`;
  }
}

function printIcmp({ icmpType, code, mtu, id, quoted }: IcmpHeader<S>): string {
  const fields = optional("mtu", mtu, num) + optional("id", id, num);
  return `icmp ${icmpType}${printCode(code)}${fields}${quoted ? ` [${printQuoted(quoted)}]` : ""}`;
}

/** A bare number could be the time of the next event. */
function printCode(code: IcmpName | undefined): string {
  if (code === undefined) return "";
  return typeof code === "number" ? ` code ${code}` : ` ${code}`;
}

function printQuoted(quoted: QuotedPacket<S>): string {
  return quoted.type === "tcp" ? printSequence(quoted.sequence) : `${quoted.type} (${num(quoted.length)})`;
}
