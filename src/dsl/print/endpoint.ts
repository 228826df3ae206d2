// SPDX-License-Identifier: GPL-2.0
import type { Endpoint, Endpoints, Ports, SymbolRef } from "../ast.js";
import { num } from "./values.js";

type S = SymbolRef;

/** `8080 > 1234 `, with a space behind; nothing if there are none. */
export function printPorts(ports: Ports<S> | undefined): string {
  return ports === undefined ? "" : `${num(ports.source)} > ${num(ports.destination)} `;
}

/** `addr[caddr] > 192.0.2.1:80 `, with a space behind; nothing if there are none. */
export function printEndpoints(endpoints: Endpoints<S> | undefined): string {
  if (endpoints === undefined) return "";
  const { source, destination } = endpoints;
  const first = source === undefined ? "" : `${printEndpoint(source)} `;
  return `${first}> ${destination === undefined ? "" : `${printEndpoint(destination)} `}`;
}

function printEndpoint(endpoint: Endpoint<S>): string {
  switch (endpoint.type) {
    case "port":
      return num(endpoint.port);
    case "address":
      return `${endpoint.address}:${num(endpoint.port)}`;
    case "variable":
      return `addr[${endpoint.name}]`;
  }
}
