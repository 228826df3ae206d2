// SPDX-License-Identifier: GPL-2.0

import type { Packet as ScriptPacket, TcpHeader, TransportHeader } from "../../dsl/ast.js";
import type { IpAddress } from "../wire/address.js";
import { Connection, type ScriptPorts } from "./connection.js";
import type { Endpoint, RunAddresses } from "./endpoint.js";
import type { RemoteAddresses } from "./endpoint-names.js";
import { goes, type Route, type RouteEnd } from "./route.js";
import { isFirstSyn } from "./syn.js";

/** What opening a connection needs of all the connections of a script. */
export interface ConnectionTable {
  readonly addresses: RunAddresses;
  readonly remoteAddresses: RemoteAddresses;
  /** The connection that packets without ports belong to. */
  underTest: Connection | undefined;
  readonly all: readonly Connection[];
  add(connection: Connection): Connection;
  /** The local end that connections of a socket have where the script does not say. */
  localOf(socket: Connection | undefined): Endpoint;
  /** A remote port that nothing has used. */
  unusedPort(): number;
}

/** The connection of a packet that says more than ports, be it one that the packet opens. */
export function routedConnection(
  table: ConnectionTable,
  packet: ScriptPacket,
  header: TransportHeader,
  route: Route,
): Connection | undefined {
  const known = table.all.findLast(
    (connection) => connection.protocol === header.type && goes(connection, route),
  );
  const isSyn = header.type === "tcp" && isFirstSyn(header.flags.bits);
  const isNew = route.local.newName !== undefined || route.remote.newName !== undefined;
  if (known && (!isSyn || (isBeingOpened(known) && !isNew))) return known;
  return joiningConnection(table, packet, header, route) ?? openedConnection(table, packet, header, route);
}

function isBeingOpened({ state }: Connection): boolean {
  return state === "syn-received" || state === "syn-ack-sent" || state === "syn-sent";
}

/**
 * A subflow that a SYN with MP_JOIN adds to the connection under test, from either side; it is
 * under test from then on.
 * @param ports names of the subflow, instead of a route
 */
export function joiningConnection(
  table: ConnectionTable,
  packet: ScriptPacket,
  header: TransportHeader,
  route: Route | undefined,
  ports?: ScriptPorts,
): Connection | undefined {
  if (header.type !== "tcp" || !isFirstSyn(header.flags.bits) || !hasJoin(header)) return undefined;
  const before = table.underTest;
  if (!before?.subflow) return undefined;
  const isOutbound = packet.direction === "outbound";
  const isAgain = isOutbound && !route && !ports && before.subflow.isJoin && before.state === "syn-sent";
  if (isAgain) return before;
  const connection = table.add(new Connection("tcp"));
  connection.ports = ports;
  const { remote, local }: Route = route ?? named(ports);
  if (isOutbound) {
    connection.connects(header);
    connection.remote = filled(remote, before.remote ?? { address: table.addresses.remote, port: 0 });
    connection.local = hasPart(local)
      ? filled(local, { address: table.addresses.local, port: 0 })
      : undefined;
  } else {
    connection.open(header);
    connection.remote = filled(remote, { address: sourceOf(table, remote), port: table.unusedPort() });
    connection.local = filled(local, before.local ?? table.localOf(before));
  }
  table.underTest = connection;
  return connection;
}

function named(ports: ScriptPorts | undefined): Route {
  return ports ? { remote: { port: ports.remote }, local: { port: ports.local } } : { remote: {}, local: {} };
}

/** A new name for the source of a subflow is that of a new address. */
function sourceOf({ addresses, remoteAddresses }: ConnectionTable, { newName }: RouteEnd): IpAddress {
  return newName === undefined ? addresses.remote : remoteAddresses.unused();
}

function hasJoin({ options }: TcpHeader): boolean {
  return options?.some(({ type }) => type === "mp_join_syn") ?? false;
}

/** A connection that a packet from outside opens, or would open. */
function openedConnection(
  table: ConnectionTable,
  packet: ScriptPacket,
  header: TransportHeader,
  { local, remote }: Route,
): Connection | undefined {
  if (packet.direction !== "inbound" || (header.type !== "tcp" && header.type !== "udp")) return undefined;
  const isListening = !table.underTest || table.underTest.state === "listening";
  if (header.type === "tcp" && !isListening && !isFirstSyn(header.flags.bits)) return undefined;
  const connection = table.add(new Connection(header.type));
  connection.local = filled(local, table.localOf(isListening ? table.underTest : undefined));
  connection.remote = filled(remote, { address: table.addresses.remote, port: table.unusedPort() });
  if (header.type === "tcp") connection.open(header);
  if (isListening) {
    if (table.underTest) connection.descend(table.underTest);
    table.underTest = connection;
  }
  return connection;
}

function hasPart({ address, port }: RouteEnd): boolean {
  return address !== undefined || port !== undefined;
}

function filled({ address, port }: RouteEnd, otherwise: Endpoint): Endpoint {
  return { address: address ?? otherwise.address, port: port ?? otherwise.port };
}
