// SPDX-License-Identifier: GPL-2.0

import type { Direction, Endpoints, Endpoint as ScriptEndpoint, Span } from "../../dsl/ast.js";
import { PacketError } from "../packet-error.js";
import { type IpAddress, parseAddress } from "../wire/address.js";
import { equalBytes } from "../wire/bytes.js";
import type { Connection } from "./connection.js";
import type { Endpoint } from "./endpoint.js";
import type { EndpointNames } from "./endpoint-names.js";

/** What a packet of the script says about one end of its connection. Parts that are absent are open. */
export interface RouteEnd {
  readonly address?: IpAddress;
  readonly port?: number;
  /** A name that nothing had before: it gets what the end turns out to be. */
  readonly newName?: string;
}

/** Where a packet goes from and to: `addr[caddr1] > addr[saddr1]`, `> 192.0.2.1:80`. */
export interface Route {
  readonly local: RouteEnd;
  readonly remote: RouteEnd;
}

/**
 * The route that a packet writes out in front of its flags.
 * @throws PacketError out-of-range for an address that is none, or of the other IP version
 */
export function routeOf(
  endpoints: Endpoints,
  direction: Direction,
  names: EndpointNames,
  family: IpAddress,
): Route {
  const source = routeEnd(endpoints.source, names, family);
  const destination = routeEnd(endpoints.destination, names, family);
  return direction === "inbound"
    ? { local: destination, remote: source }
    : { local: source, remote: destination };
}

function routeEnd(end: ScriptEndpoint | undefined, names: EndpointNames, family: IpAddress): RouteEnd {
  switch (end?.type) {
    case undefined:
      return {};
    case "port":
      return portOf(end.port);
    case "address":
      return { address: addressOf(end.address, end.span, family), ...portOf(end.port) };
    case "variable": {
      const known = names.get(end.name);
      return known ?? { newName: end.name };
    }
  }
}

function portOf(port: number): RouteEnd {
  return port === 0 ? {} : { port };
}

function addressOf(text: string, span: Span, { length }: IpAddress): IpAddress {
  const address = parseAddress(text);
  if (address?.length === length) return address;
  throw new PacketError("out-of-range", span, `${text} is no address of the IP version of the run`);
}

/** Whether a connection has these ends, as far as both are known. */
export function goes({ local, remote }: Connection, route: Route): boolean {
  return fits(local, route.local) && fits(remote, route.remote);
}

function fits(known: Endpoint | undefined, { address, port }: RouteEnd): boolean {
  if (!known) return address === undefined && port === undefined;
  const isAddress = address === undefined || equalBytes(address, known.address);
  return isAddress && (port === undefined || known.port === 0 || port === known.port);
}

/** Names that stand in a route for the first time get the ends of its connection. */
export function nameEnds(connection: Connection, route: Route, names: EndpointNames): void {
  const { local, remote } = route;
  if (local.newName !== undefined) names.set(local.newName, () => connection.local);
  if (remote.newName !== undefined) names.set(remote.newName, () => connection.remote);
}
