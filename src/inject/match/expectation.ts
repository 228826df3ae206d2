// SPDX-License-Identifier: GPL-2.0

import type { IpHeader, Packet as ScriptPacket } from "../../dsl/ast.js";
import { isPartOf } from "../from-ast/whole-length.js";
import { carries, claims } from "../mapping/claims.js";
import type { Connection } from "../mapping/connection.js";
import type { Endpoint } from "../mapping/endpoint.js";
import { sendsMptcp } from "../mapping/mptcp/learn.js";
import { carrierOf, transportOf } from "../mapping/script-packet.js";
import { toScript } from "../mapping/to-script.js";
import { describe } from "../to-ast/packet.js";
import { formatAddress } from "../wire/address.js";
import type { Packet } from "../wire/packet.js";
import { TRANSPORT_PROTOCOLS } from "../wire/protocols.js";
import type { FieldDifference } from "./difference.js";
import { match } from "./match.js";
import { matchSignature } from "./md5.js";
import type { MatchPolicy } from "./policy.js";
import { matchAuthentication } from "./sctp-authentication.js";
import { canBegin, joinSegments, matchContinuation } from "./segments.js";

/** What a packet from the kernel is to an expectation. */
export type Offer =
  /** A packet of somebody else: none of the script's business. */
  | { readonly type: "ignored" }
  /** A part of what is expected; the rest must follow. */
  | { readonly type: "incomplete" }
  /** The whole of it. */
  | Outcome;

export interface Outcome {
  readonly type: "complete";
  /** Empty: it is what the script expects. */
  readonly differences: readonly FieldDifference[];
  /** Makes the packet in the script's notation; for logs and reports. */
  readonly actual: () => ScriptPacket;
  /** How many packets it came as. */
  readonly segments: number;
}

/**
 * One outbound packet of the script that is being waited for. Packets are offered in the order in
 * which the kernel sent them, until one completes it.
 */
export class Expectation {
  private segments: Packet[] = [];
  private readonly wrongSignatures: FieldDifference[] = [];
  /** The packet of which the last missing part has come. */
  private whole: Packet | undefined;

  constructor(
    readonly packet: ScriptPacket,
    readonly connection: Connection,
    private readonly policy: MatchPolicy,
  ) {}

  offer(live: Packet): Offer {
    const { connection } = this;
    const written = this.packet.headers.find((header) => header.type === "ip");
    const { type } = transportOf(this.packet);
    const around = carrierOf(this.packet) && TRANSPORT_PROTOCOLS.udp;
    if (!claims(connection, live, type, written, around)) {
      const sibling = this.siblingOf(live);
      if (!sibling) return { type: "ignored" };
      return this.outcome(toScript(live, sibling, "outbound"), [otherSubflow(connection, sibling)], sibling);
    }
    this.assemble(live, written);
    this.learn(live);
    const segment = toScript(live, connection, "outbound");
    if (!this.isFromSamePort(segment)) this.begin();
    this.wrongSignatures.push(
      ...matchSignature(this.packet, live, connection),
      ...matchAuthentication(this.packet, live, connection.sctp),
    );
    const differences = this.continues(segment);
    this.segments.push(segment);
    if (differences.length > 0) return this.outcome(segment, differences);
    const mustGoOn = this.missing() > 0 && !this.policy.strictSegments;
    return mustGoOn && this.canGoOn(segment) ? { type: "incomplete" } : this.compare(segment);
  }

  /** What there is so far, as if nothing followed; undefined if there is nothing. */
  settle(): Outcome | undefined {
    const last = this.segments.at(-1);
    return last && this.compare(last);
  }

  /** Parts tell nothing by themselves, the whole tells what a packet does. */
  private assemble(live: Packet, written: IpHeader | undefined): void {
    const { connection } = this;
    const { type } = transportOf(this.packet);
    if (type === "other" || !isPartOf(this.packet)) return;
    const whole = connection.reassembly.add(live);
    if (!whole || !claims(connection, whole, type, written)) return;
    this.learn(whole);
    this.wrongSignatures.push(...matchSignature(this.packet, whole, connection));
    this.whole = toScript(whole, connection, "outbound");
  }

  private begin(): void {
    this.segments = [];
    if (this.wrongSignatures.length > 0) this.wrongSignatures.length = 0;
  }

  /**
   * A connection that is being opened may claim a SYN of an older socket first: the next SYN, of
   * another port, shows the mistake.
   */
  private isFromSamePort(segment: Packet): boolean {
    const [previous, header] = [this.segments[0]?.headers.at(-1), segment.headers.at(-1)];
    if (previous?.type !== "tcp" || header?.type !== "tcp") return true;
    return previous.sourcePort === header.sourcePort;
  }

  /** What the other subflows of a connection send is the script's business, too. */
  private siblingOf(live: Packet): Connection | undefined {
    const subflows = this.connection.subflow?.connection.subflows ?? [];
    return subflows.findLast((other) => other !== this.connection && carries(other, live, "outbound"));
  }

  /** What the packet tells about the connection: the numbers that the kernel has picked. */
  private learn(live: Packet): void {
    const expected = transportOf(this.packet);
    const actual = live.headers.at(-1);
    if (expected.type === "sctp" && actual?.type === "sctp") this.connection.sctp.sends(expected, actual);
    if (expected.type === "dccp" && actual?.type === "dccp") this.connection.dccp.learn(expected, actual);
    if (expected.type !== "tcp" || actual?.type !== "tcp") return;
    this.connection.sends(expected, actual.sequence);
    sendsMptcp(this.connection, expected, actual.options);
    const wanted = expected.options?.find((option) => option.type === "timestamps");
    const seen = actual.options.find((option) => option.type === "timestamps");
    if (wanted?.value !== undefined && seen) this.connection.timestamps.learn(wanted.value, seen.value);
  }

  private continues(segment: Packet): readonly FieldDifference[] {
    const previous = this.segments.at(-1);
    if (!previous) return [];
    const number = this.segments.length + 1;
    return matchContinuation(previous, segment, this.missing()).map((difference) => ({
      ...difference,
      field: `segment ${number}: ${difference.field}`,
    }));
  }

  /** Later segments are like the first one, so that one alone tells. */
  private canGoOn(segment: Packet): boolean {
    return this.segments.length > 1 || canBegin(transportOf(this.packet), segment, this.connection);
  }

  /** Bytes of TCP payload that have not come yet. */
  private missing(): number {
    const expected = transportOf(this.packet);
    // A reason for a reset is one piece, if it comes at all.
    if (expected.type !== "tcp" || expected.resetReason) return 0;
    return this.segments.reduce((rest, { payload }) => rest - payload.length, expected.sequence.length);
  }

  private compare(last: Packet): Outcome {
    const whole = joinSegments(this.segments) ?? last;
    const differences = match(this.packet, whole, this.connection, this.policy);
    return this.outcome(whole, [
      ...(differences.length > 0 ? differences : this.compareWhole()),
      ...this.wrongSignatures,
    ]);
  }

  /** The fields of the IP header are those of the parts. */
  private compareWhole(): readonly FieldDifference[] {
    const { packet, whole, connection, policy } = this;
    const expected = { ...packet, headers: packet.headers.filter(({ type }) => type !== "ip") };
    return whole ? match(expected, whole, connection, policy) : [];
  }

  private outcome(
    packet: Packet,
    differences: readonly FieldDifference[],
    connection = this.connection,
  ): Outcome {
    const { packet: like, whole } = this;
    return {
      type: "complete",
      differences,
      actual: () => describe(packet, "outbound", { connection, like, ...(whole && { whole }) }),
      segments: this.segments.length,
    };
  }
}

function otherSubflow(expected: Connection, actual: Connection): FieldDifference {
  return { field: "subflow", expected: ends(expected), actual: ends(actual) };
}

function ends({ local, remote }: Connection): string {
  return `${printEndpoint(local)} > ${printEndpoint(remote)}`;
}

function printEndpoint(endpoint: Endpoint | undefined): string {
  return endpoint ? `${formatAddress(endpoint.address)}:${endpoint.port}` : "any";
}
