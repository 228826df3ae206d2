// SPDX-License-Identifier: GPL-2.0
import type { OddChecksum, SymbolRef, UdpHeader, UdpLiteHeader } from "../ast.js";
import { printEndpoints, printPorts } from "./endpoint.js";
import { num } from "./values.js";

type S = SymbolRef;

/** `udp 8080 > 1234 bad_checksum (1000)` */
export function printUdp({ ports, endpoints, checksum, length }: UdpHeader<S>): string {
  return `udp ${printPorts(ports)}${printEndpoints(endpoints)}${printChecksum(checksum)}(${num(length)})`;
}

/** `udplite 8080 > 1234 (1000, 20)` */
export function printUdpLite({ ports, checksum, length, coverage }: UdpLiteHeader<S>): string {
  return `udplite ${printPorts(ports)}${printChecksum(checksum)}(${num(length)}, ${num(coverage)})`;
}

/** With a space behind; nothing for the right one. */
function printChecksum(checksum: OddChecksum | undefined): string {
  return checksum === undefined ? "" : `${checksum}_checksum `;
}
