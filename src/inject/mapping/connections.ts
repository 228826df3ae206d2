// SPDX-License-Identifier: GPL-2.0

import type {
  DccpHeader,
  Packet as ScriptPacket,
  SctpHeader,
  TcpHeader,
  TransportHeader,
} from "../../dsl/ast.js";
import { PacketError } from "../packet-error.js";
import type { Packet } from "../wire/packet.js";
import { carries } from "./claims.js";
import { Connection, type Protocol, type ScriptPorts } from "./connection.js";
import { isDatagram } from "./datagram.js";
import { DccpClock } from "./dccp.js";
import { type Endpoint, equalEndpoints, type RunAddresses } from "./endpoint.js";
import { EndpointNames, RemoteAddresses } from "./endpoint-names.js";
import { MptcpConnections } from "./mptcp/connections.js";
import { nameEnds, routeOf } from "./route.js";
import { type ConnectionTable, joiningConnection, routedConnection } from "./routed.js";
import { scriptEndpoints, scriptPorts, transportOf } from "./script-packet.js";
import { isFirstSyn } from "./syn.js";
import { UdpCarriers } from "./udp-carriers.js";

/** Where the remote ports that scripts do not write begin; IANA's dynamic range. */
const FIRST_EPHEMERAL_PORT = 49152;

/**
 * All connections of a script, and which of them a packet belongs to.
 *
 * A packet without ports belongs to the connection under test: the socket made last, or the child
 * that a first packet made of it when it was listening. That is packetdrill's rule, which knows no
 * other. Ports name further connections: a SYN with ports of its own opens another connection to a
 * listening socket, and later packets with the same ports belong to that one. Addresses and their
 * names do the same; a SYN with MP_JOIN opens a subflow, which is under test from then on. Where a
 * packet names its socket, `sock(3)`, no other rule counts.
 */
export class Connections implements ConnectionTable {
  /** The connection that packets without ports belong to. */
  underTest: Connection | undefined;
  readonly all: Connection[] = [];
  readonly remoteAddresses: RemoteAddresses;
  /** What datagrams carry, as far as the script tells. */
  readonly carriers = new UdpCarriers();
  private readonly byFd = new Map<number, Connection>();
  /** What accept() has returned last. */
  private accepted: Connection | undefined;
  private nextPort = FIRST_EPHEMERAL_PORT;
  private readonly endpointNames = new EndpointNames();
  private readonly mptcp: MptcpConnections;
  private readonly dccpClock = new DccpClock();

  /**
   * @param boundPort the local port of a socket of the script, as far as it has one: it may have
   *   got it by bind() with a port of the script's, or by connect()
   * @param md5Secret signs segments of sockets that have no key for their peer: `--tcp_md5_secret`
   */
  constructor(
    readonly addresses: RunAddresses,
    private readonly boundPort: (fd: number) => number | undefined = () => undefined,
    private readonly md5Secret?: Uint8Array,
  ) {
    this.remoteAddresses = new RemoteAddresses(addresses.remote);
    this.mptcp = new MptcpConnections(this.endpointNames, this.remoteAddresses);
  }

  // ------------------------------------------------------------------------- system calls

  /** socket() has returned `fd`. */
  socket(fd: number, protocol: Protocol): Connection {
    const connection = this.add(new Connection(protocol));
    this.setFd(connection, fd);
    this.underTest = connection;
    return connection;
  }

  /** listen() is called. */
  listen(fd: number): void {
    const connection = this.byFd.get(fd);
    if (connection) connection.state = "listening";
  }

  /**
   * connect(), or a call that sends to an address, is called.
   * @param port  of an address that the script writes out; packets say themselves if they have another address
   */
  connect(fd: number, port = this.addresses.connectPort): void {
    const remote = { address: this.addresses.remote, port };
    const socket = this.byFd.get(fd);
    const connection = socket && isOneToMany(socket) ? this.association(socket, remote) : socket;
    if (connection?.state !== "new") return;
    connection.state = "connecting";
    connection.ports = undefined;
    connection.subflow = undefined;
    connection.remote = remote;
  }

  /** The association of a one-to-many socket with the host that connect() goes to. */
  private association(socket: Connection, remote: Endpoint): Connection {
    const known = this.all.findLast(
      (other) =>
        other.protocol === "sctp" && other.remote !== undefined && equalEndpoints(other.remote, remote),
    );
    if (known) return known;
    const association = this.add(new Connection(socket.protocol));
    association.sctp.keys.inherit(socket.sctp.keys);
    this.underTest = association;
    return association;
  }

  /** connect() with AF_UNSPEC is called: the socket can connect once more. */
  disconnect(fd: number): void {
    const connection = this.byFd.get(fd);
    if (connection) connection.state = "new";
  }

  /**
   * accept() has returned `fd`. `remote`, the address it gave, tells which child it is; without it,
   * the last one. Undefined if the script has not injected anything that could be accepted.
   */
  accept(fd: number, remote?: Endpoint): Connection | undefined {
    const connection = this.all.findLast(
      (child) =>
        (child.state === "syn-received" ||
          child.state === "syn-ack-sent" ||
          child.state === "syn-ack-acknowledged") &&
        child.subflow?.isJoin !== true &&
        (!remote || (child.remote !== undefined && equalEndpoints(child.remote, remote))),
    );
    if (connection) {
      connection.listener = undefined;
      this.setFd(connection, fd);
      this.accepted = connection;
    }
    return connection;
  }

  /** close() has returned. Packets of the connection go on. */
  close(fd: number): void {
    const connection = this.byFd.get(fd);
    this.byFd.delete(fd);
    if (connection) connection.fd = undefined;
  }

  /** SCTP_AUTH_KEY is set: for the socket, and for associations of it that have no socket of their own. */
  setSctpKey(fd: number, number: number, key: Uint8Array): void {
    const socket = this.byFd.get(fd);
    for (const connection of this.all)
      if (socket && (connection === socket || connection.listener === socket))
        connection.sctp.keys.set(number, key);
  }

  /** The descriptor of the connection under test; a subflow that has joined has its connection's. */
  get fdUnderTest(): number | undefined {
    const { underTest, accepted } = this;
    // Children that have ports of their own leave the listening socket under test.
    const isListening = underTest?.state === "listening" && accepted?.fd !== undefined;
    const { fd, subflow } = (isListening ? accepted : underTest) ?? {};
    if (!subflow?.isJoin) return fd;
    const first = this.all.find(
      (each) => each.subflow?.connection === subflow.connection && each.fd !== undefined,
    );
    return first?.fd;
  }

  /** The connection of a descriptor of the script. */
  forFd(fd: number): Connection | undefined {
    return this.byFd.get(fd);
  }

  // ---------------------------------------------------------------------- the script's packets

  /**
   * The connection that the script's packet belongs to, which may come into being with it.
   * @throws PacketError no-connection
   */
  forScript(packet: ScriptPacket): Connection {
    const header = transportOf(packet);
    this.carriers.writes(packet);
    const ports = scriptPorts(packet, header);
    const endpoints = scriptEndpoints(header);
    const route =
      endpoints && routeOf(endpoints, packet.direction, this.endpointNames, this.addresses.remote);
    const connection =
      header.type === "tcp" && header.socket !== undefined
        ? this.ofSocket(packet, header, header.socket, ports)
        : (this.connecting(this.underTest, packet, header, ports) ??
          this.connecting(this.another(packet, header, ports), packet, header, ports) ??
          (route
            ? routedConnection(this, packet, header, route)
            : (this.named(header.type, ports) ??
              joiningConnection(this, packet, header, undefined, ports) ??
              this.opening(packet, header, ports) ??
              this.current(packet, header, ports))));
    if (!connection) {
      const what = this.underTest ? `the ${this.underTest.protocol} socket made last` : "no socket";
      throw new PacketError(
        "no-connection",
        packet.span,
        `no connection for this ${header.type} packet: the script has ${what}`,
      );
    }
    if (packet.direction === "inbound" || header.type === "icmp") this.settle(connection);
    if (route) {
      connection.isRouted = true;
      nameEnds(connection, route, this.endpointNames);
    }
    if (header.type === "tcp") this.mptcp.attach(connection, header, packet.direction, this.all);
    if (header.type === "sctp") connection.sctp.addresses.writes(header, packet.direction);
    return connection;
  }

  /**
   * The connection of a packet that names its socket by a descriptor. That of a listening socket is
   * meant for the child that it has not yet returned by accept(), and opens one if there is none.
   */
  private ofSocket(
    packet: ScriptPacket,
    header: TcpHeader,
    fd: number,
    ports: ScriptPorts | undefined,
  ): Connection | undefined {
    const socket = this.byFd.get(fd);
    if (socket?.protocol !== "tcp")
      throw new PacketError("no-connection", header.span, `the script has no TCP socket ${fd}`);
    if (socket.state !== "listening") return this.connecting(socket, packet, header, ports) ?? socket;
    const child = this.all.findLast(({ listener }) => listener === socket);
    if (child) return child;
    return packet.direction === "inbound" ? this.childOf(socket, header, ports) : undefined;
  }

  /** A socket beside the one under test that connects to the port which the packet names. */
  private another(
    { direction }: ScriptPacket,
    header: TransportHeader,
    ports: ScriptPorts | undefined,
  ): Connection | undefined {
    if (direction !== "outbound" || ports === undefined || this.named(header.type, ports)) return undefined;
    return this.all.findLast(({ state, remote }) => state === "connecting" && remote?.port === ports.remote);
  }

  /** A SYN, INIT or Request that the script expects from connect(). */
  private connecting(
    connection: Connection | undefined,
    packet: ScriptPacket,
    header: TransportHeader,
    ports: ScriptPorts | undefined,
  ): Connection | undefined {
    if (packet.direction !== "outbound" || connection?.state !== "connecting") return undefined;
    if (!mayOpen(header) || connection.protocol !== header.type || !opens(header)) return undefined;
    connection.connects(header);
    connection.ports = ports;
    return connection;
  }

  private named(protocol: TransportHeader["type"], ports: ScriptPorts | undefined): Connection | undefined {
    if (!ports) return undefined;
    return this.all.findLast(
      (connection) =>
        connection.protocol === protocol &&
        connection.ports?.local === ports.local &&
        connection.ports.remote === ports.remote,
    );
  }

  /** A packet that opens a connection from outside. */
  private opening(
    packet: ScriptPacket,
    header: TransportHeader,
    ports: ScriptPorts | undefined,
  ): Connection | undefined {
    if (packet.direction === "outbound") return this.toAnotherPeer(header, ports);
    if (mayOpen(header)) return this.openingChild(header, ports);
    if (isDatagram(header.type) && ports) return this.side(header.type, ports);
    return undefined;
  }

  /** A datagram to another peer than the one that the socket under test has sent to before. */
  private toAnotherPeer(header: TransportHeader, ports: ScriptPorts | undefined): Connection | undefined {
    const { underTest } = this;
    const before = underTest?.ports;
    if (!isDatagram(header.type) || ports === undefined || before === undefined) return undefined;
    if (underTest?.protocol !== header.type || before.remote === ports.remote) return undefined;
    const connection = this.side(header.type, ports);
    if (before.local === ports.local && underTest.local) connection.local = underTest.local;
    return connection;
  }

  /** Any first packet makes a child of a listening socket; without socket, a test of just that. */
  private openingChild(header: OpeningHeader, ports: ScriptPorts | undefined): Connection | undefined {
    const isListening = !this.underTest || this.isListening(this.underTest, header.type);
    if (isListening) return this.childOf(this.underTest, header, ports);
    if (!ports || !opens(header)) return undefined;
    const listener = this.all.find((socket) => this.isListening(socket, header.type));
    return listener && this.childOf(listener, header, ports);
  }

  /** A child of a listening socket; without ports of its own it takes the place of that under test. */
  private childOf(
    listener: Connection | undefined,
    header: OpeningHeader,
    ports: ScriptPorts | undefined,
  ): Connection {
    const child = ports ? this.side(header.type, ports) : this.add(new Connection(header.type));
    if (!ports) {
      child.local = this.localOf(listener);
      child.remote = { address: this.addresses.remote, port: this.unusedPort() };
      if (this.underTest === listener) this.underTest = child;
    }
    if (listener) child.descend(listener);
    child.open(header);
    return child;
  }

  private isListening({ state, protocol }: Connection, wanted: Protocol): boolean {
    return state === "listening" && protocol === wanted;
  }

  /** One more connection beside the one under test, with the ports that the script gives it. */
  private side(protocol: Protocol, ports: ScriptPorts): Connection {
    const connection = this.add(new Connection(protocol));
    connection.ports = ports;
    connection.local = { address: this.addresses.local, port: ports.local };
    connection.remote = { address: this.addresses.remote, port: ports.remote };
    return connection;
  }

  private current(
    packet: ScriptPacket,
    header: TransportHeader,
    ports: ScriptPorts | undefined,
  ): Connection | undefined {
    const connection = this.underTest;
    if (!connection) return mayOpen(header) ? undefined : this.withoutSocket(header);
    const isItsOwn = header.type === connection.protocol;
    if (!isItsOwn && header.type !== "icmp" && header.type !== "other" && !ports) return undefined;
    if (isItsOwn && packet.direction === "outbound") connection.ports ??= ports;
    return connection;
  }

  /** A flow that no socket takes part in, such as a datagram for a closed port. */
  private withoutSocket(header: TransportHeader): Connection {
    const connection = this.add(new Connection(isDatagram(header.type) ? header.type : "icmp"));
    connection.state = "connecting";
    connection.remote = { address: this.addresses.remote, port: this.unusedPort() };
    this.underTest = connection;
    return connection;
  }

  /** Fills in what no packet and no call has told yet, so that something can be injected. */
  private settle(connection: Connection): void {
    const { remote, connectPort } = this.addresses;
    connection.local ??= this.localOf(connection);
    connection.remote ??= { address: remote, port: connectPort };
  }

  localOf(socket: Connection | undefined): Endpoint {
    const { local, bindPort } = this.addresses;
    const port = socket?.fd === undefined ? undefined : this.boundPort(socket.fd);
    return { address: local, port: port ?? bindPort };
  }

  /** The connection that a packet on the wire belongs to, for logs; the one under test goes first. */
  forLive(packet: Packet, direction: "inbound" | "outbound"): Connection | undefined {
    const carriesIt = (connection: Connection): boolean => carries(connection, packet, direction);
    if (this.underTest && carriesIt(this.underTest)) return this.underTest;
    return this.all.findLast(carriesIt);
  }

  unusedPort(): number {
    return this.nextPort++;
  }

  add(connection: Connection): Connection {
    connection.dccp.follow(this.dccpClock);
    connection.md5Secret = this.md5Secret;
    this.all.push(connection);
    return connection;
  }

  private setFd(connection: Connection, fd: number): void {
    connection.fd = fd;
    this.byFd.set(fd, connection);
  }
}

/** What listens and sends as well is a one-to-many socket of SCTP; RFC 6458, section 3. */
function isOneToMany({ protocol, state }: Connection): boolean {
  return protocol === "sctp" && state === "listening";
}

/** Of the protocols that have a handshake. */
type OpeningHeader = TcpHeader | SctpHeader | DccpHeader;

function mayOpen(header: TransportHeader): header is OpeningHeader {
  return header.type === "tcp" || header.type === "sctp" || header.type === "dccp";
}

/** Whether the header is the first one of a connection. */
function opens(header: OpeningHeader): boolean {
  switch (header.type) {
    case "tcp":
      return isFirstSyn(header.flags.bits);
    case "sctp":
      return header.chunks[0]?.type === "INIT";
    case "dccp":
      return header.packetType === "Request";
  }
}
