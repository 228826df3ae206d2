// SPDX-License-Identifier: GPL-2.0

import { type DccpHeader, type SctpHeader, TCP_FLAG, type TcpHeader } from "../../dsl/ast.js";
import { Reassembly } from "../wire/reassembly.js";
import type { DatagramProtocol } from "./datagram.js";
import { DccpNumbers } from "./dccp.js";
import type { Endpoint } from "./endpoint.js";
import { FlowLabelMapping } from "./flow-labels.js";
import { IdMapping } from "./ids.js";
import { Md5Keys } from "./md5-keys.js";
import type { Subflow } from "./mptcp/subflow.js";
import { SctpAssociation } from "./sctp/association.js";
import { subtract32 } from "./sequence.js";
import { isSynAck } from "./syn.js";
import { TimestampMapping } from "./timestamps.js";

export type Protocol = "tcp" | DatagramProtocol | "sctp" | "dccp" | "icmp";

/** How far a socket has come, as far as the translation of its packets depends on it. */
export type ConnectionState =
  | "new"
  | "listening"
  /** A first packet for a listening socket was injected. */
  | "syn-received"
  | "syn-ack-sent"
  | "syn-ack-acknowledged"
  /** connect() or sendto() was called. */
  | "connecting"
  /** The script has come to the SYN that connect() makes. */
  | "syn-sent"
  | "syn-acknowledged";

/** Ports that a script writes out, which then name the connection. */
export interface ScriptPorts {
  readonly local: number;
  readonly remote: number;
}

/** What must be added, modulo 2^32, to numbers in the script to get those on the wire. */
export interface SequenceOffsets {
  readonly sequence: number;
  /** For acknowledgment numbers and SACK blocks. */
  readonly acknowledgment: number;
}

/**
 * One socket (or flow of packets) of a script: what its packets look like in the script, what they
 * look like on the wire, and how to get from one to the other.
 */
export class Connection {
  state: ConnectionState = "new";
  /** File descriptor in the script; undefined before accept() and after close(). */
  fd: number | undefined;
  /** The listening socket of which this is a child that accept() has not returned yet. */
  listener: Connection | undefined;
  /** Only if the script writes them. */
  ports: ScriptPorts | undefined;
  /** Whether the script writes addresses, or their names. */
  isRouted = false;
  /** As the wire has them; undefined as long as nobody knows. */
  local: Endpoint | undefined;
  remote: Endpoint | undefined;
  readonly script = { localIsn: 0, remoteIsn: 0 };
  readonly live = { localIsn: 0, remoteIsn: 0 };
  readonly timestamps = new TimestampMapping();
  readonly md5Keys = new Md5Keys();
  /** Signs segments for which there is no key. */
  md5Secret: Uint8Array | undefined;
  readonly flowLabels = new FlowLabelMapping();
  readonly ids = new IdMapping();
  /** Of what the kernel has sent in fragments that the script expects. */
  readonly reassembly = new Reassembly();
  /** Of a DCCP connection, in the place of all the others. */
  readonly dccp = new DccpNumbers();
  /** Of an SCTP association, in the place of all the others. */
  readonly sctp = new SctpAssociation();
  /** Of Multipath TCP: keys and data sequence numbers, which several subflows share. */
  subflow: Subflow | undefined;

  constructor(readonly protocol: Protocol) {}

  /**
   * Sequence numbers in a script are absolute in packets with SYN and otherwise relative to the
   * initial one. The script's own initial number goes on the wire as it is; the kernel picks its
   * own.
   */
  offsets(direction: "inbound" | "outbound", isSyn: boolean): SequenceOffsets {
    const remote = isSyn ? 0 : this.live.remoteIsn;
    const local = isSyn ? subtract32(this.live.localIsn, this.script.localIsn) : this.live.localIsn;
    return direction === "inbound"
      ? { sequence: remote, acknowledgment: local }
      : { sequence: local, acknowledgment: remote };
  }

  /** The first packet for a listening socket, of which this is to be the child. */
  open(header: TcpHeader | SctpHeader | DccpHeader): void {
    this.state = "syn-received";
    if (header.type === "tcp") this.setRemoteIsn(header.sequence.start);
  }

  /** The connection is a child of a listening socket. */
  descend(listener: Connection): void {
    this.listener = listener;
    this.md5Keys.inherit(listener.md5Keys);
    this.sctp.keys.inherit(listener.sctp.keys);
  }

  /** The script has come to the SYN, INIT or Request that connect() makes. */
  connects(header: TcpHeader | SctpHeader | DccpHeader): void {
    this.state = "syn-sent";
    if (header.type === "tcp") this.script.localIsn = header.sequence.start;
    if (header.type === "dccp") this.dccp.restart();
  }

  /** A packet of the script is about to be injected. */
  injects(header: TcpHeader | SctpHeader | DccpHeader): void {
    if (header.type === "sctp") {
      this.sctp.injects(header);
    } else if (header.type === "dccp") {
      this.dccp.injects(header.sequence);
      if (this.state === "syn-sent" && header.packetType === "Response") this.state = "syn-acknowledged";
    } else if (this.state === "syn-ack-sent" && (header.flags.bits & TCP_FLAG.ACK) !== 0) {
      this.state = "syn-ack-acknowledged";
    } else if (this.state === "syn-sent" && isSynAck(header.flags.bits)) {
      this.state = "syn-acknowledged";
      this.setRemoteIsn(header.sequence.start);
    }
  }

  /** The script expects `header`, and the kernel has sent a segment with this sequence number. */
  sends(header: TcpHeader, sequence: number): void {
    if (this.state !== "syn-received" || !isSynAck(header.flags.bits)) return;
    this.state = "syn-ack-sent";
    this.script.localIsn = header.sequence.start;
    this.live.localIsn = sequence;
  }

  private setRemoteIsn(sequence: number): void {
    this.script.remoteIsn = sequence;
    this.live.remoteIsn = sequence;
  }
}
