// SPDX-License-Identifier: GPL-2.0
import { getU16, getU32 } from "../../inject/wire/bytes.js";
import { DAMAGED, DCCP, FEATURE, OPTION, PACKET } from "../commands/dccp/packet.js";
import { OP, PEER_PORT, UNITS } from "../program/operations.js";
import { callUnit } from "./call-unit.js";
import { type History, isFragment, type Observation, onceEach } from "./history.js";

/** A DCCP packet with long sequence numbers; places count in the frame. */
export interface DccpPacket {
  readonly unit: number;
  readonly type: number;
  /** 48 bits. */
  readonly sequence: number;
  /** 48 bits; undefined: packets of the type have none. */
  readonly ack: number | undefined;
  readonly payload: number;
}

/** A packet of a connection; numbers count from the initial ones of their senders. */
export interface DccpSent {
  readonly type: "out" | "in";
  readonly index: number;
  readonly timeNs: number;
  readonly packet: DccpPacket;
  readonly frame: Uint8Array;
  readonly number: number;
  readonly ack: number | undefined;
}

export type DccpEvent =
  | DccpSent
  | { readonly type: "call"; readonly index: number; readonly call: Observation & { readonly type: "call" } }
  /** Something else came, such as an ICMP error, or was sent: a part of a packet. */
  | { readonly type: "other"; readonly index: number };

/**
 * A DCCP connection of a history, from its first packet up to where its numbers are no longer certain: one
 * that opens another connection, or that was twisted. Packets that are none, and damaged ones, are left out.
 */
export interface DccpConnection {
  readonly unit: number;
  readonly events: readonly DccpEvent[];
  /** Whether all that belongs to it is in `events`. */
  readonly isWhole: boolean;
}

interface Draft {
  readonly unit: number;
  isOver: boolean;
  sockets: number;
  /** Initial numbers, as far as they are known. The peer's is the one that the kernel acknowledges first. */
  peer: number | undefined;
  kernel: number | undefined;
  /** The last number of the kernel's. */
  last: number;
  readonly events: DccpEvent[];
}

/** The DCCP connections of a history. */
export const dccpConnections = onceEach(find);

function find({ observations, program }: History): readonly DccpConnection[] {
  if (program.protocol !== "dccp") return [];
  const drafts = new Map<number, Draft>();
  const units = new Map<number, number>();
  // They may come again.
  const damaged = new Set<string>();
  const draftOf = (unit: number): Draft => {
    const before = drafts.get(unit);
    if (before !== undefined) return before;
    const numbers = { peer: undefined, kernel: undefined, last: 0 };
    const draft: Draft = { unit, isOver: false, sockets: 0, ...numbers, events: [] };
    drafts.set(unit, draft);
    return draft;
  };
  for (const [index, observation] of observations.entries()) {
    // Whatever follows may be of what nobody has seen.
    if (observation.type === "received" && observation.way === "around") {
      for (const draft of drafts.values()) draft.isOver = true;
      break;
    }
    switch (observation.type) {
      case "received": {
        const { op = 0, flags = 0 } = program.records[observation.record] ?? {};
        const isOurs = op === OP.dccp;
        // Linux takes short numbers for long ones that begin with zeros.
        if (observation.way !== undefined || (isOurs && (flags & PACKET.short) !== 0))
          for (const draft of drafts.values()) draft.isOver = true;
        const isDamaged = isOurs && (flags & DAMAGED) !== 0;
        const bytes = isDamaged || op === OP.again ? Buffer.from(observation.frame).toString("latin1") : "";
        if (isDamaged) damaged.add(bytes);
        if (damaged.has(bytes)) break;
        take(observation, index, "in", isOurs && (flags & PACKET.uncounted) === 0);
        break;
      }
      case "sent":
        take(observation, index, "out", false);
        break;
      case "call": {
        const unit = callUnit(observation, units);
        if (unit === undefined) break;
        const draft = draftOf(unit);
        const { op } = observation.rec;
        if (op === OP.accept || op === OP.connect) draft.isOver ||= draft.sockets++ > 0;
        if (!draft.isOver) draft.events.push({ type: "call", index, call: observation });
        break;
      }
      default:
        break;
    }
  }
  return [...drafts.values()].map(({ unit, events, isOver }) => ({ unit, events, isWhole: !isOver }));

  function take(
    { frame, timeNs, record }: Observation & { readonly type: "sent" | "received" },
    index: number,
    type: "in" | "out",
    counts: boolean,
  ): void {
    const packet = dccpPacket(frame, type === "in" ? 0 : 2);
    if (packet === undefined) {
      const isNothing = type === "in" ? program.records[record]?.op === OP.dccp : !isFragment(frame);
      if (isNothing) return;
      for (const { isOver, events } of drafts.values()) if (!isOver) events.push({ type: "other", index });
      return;
    }
    const draft = draftOf(packet.unit);
    if (draft.isOver) return;
    const isFirst = packet.type === DCCP.request || packet.type === DCCP.response;
    const { sequence, ack } = packet;
    if (isFirst) {
      // One of them begins anew; what is sent again has the next number.
      draft.isOver =
        type === "in"
          ? counts && draft.peer !== undefined && draft.peer !== sequence
          : draft.kernel !== undefined && relative48(sequence, draft.last) !== 1;
      if (draft.isOver) return;
    }
    if (type === "out") {
      if (isFirst) draft.kernel ??= sequence;
      // A Reset that refuses a packet has that one's numbers.
      if (packet.type !== DCCP.reset) draft.last = sequence;
      if (OPENING.includes(packet.type)) draft.peer ??= ack;
    }
    const own = type === "in" ? draft.peer : draft.kernel;
    const other = draft[type === "in" ? "kernel" : "peer"];
    draft.events.push({
      type,
      index,
      timeNs,
      packet,
      frame,
      number: own === undefined ? 0 : relative48(sequence, own),
      ack: ack === undefined || other === undefined ? undefined : relative48(ack, other),
    });
  }
}

/**
 * By these the kernel acknowledges what it has taken; a Request or Response of the peer's may be refused.
 * RFC 4340 sections 8.1.2 and 8.1.3.
 */
const OPENING: readonly number[] = [DCCP.response, DCCP.ack, DCCP.dataAck];

const DCCP_PROTOCOL = 33;
const GENERIC = 16;
const TYPES = 10;

/** @param peerPort  where in the header the port of the peer is */
function dccpPacket(frame: Uint8Array, peerPort: number): DccpPacket | undefined {
  const first = frame[0] ?? 0;
  const isIpv6 = first >> 4 === 6;
  if ((isIpv6 ? frame[6] : frame[9]) !== DCCP_PROTOCOL || isFragment(frame)) return undefined;
  const at = isIpv6 ? 40 : (first & 15) * 4;
  if (frame.length < at + GENERIC) return undefined;
  const what = frame[at + 8] ?? 0;
  const type = (what >> 1) & 15;
  const header = (frame[at + 4] ?? 0) * 4;
  const unit = getU16(frame, at + peerPort) - PEER_PORT;
  if ((what & 1) === 0 || type >= TYPES || unit < 0 || unit >= UNITS) return undefined;
  if (header < GENERIC || at + header > frame.length) return undefined;
  const hasAck = type !== DCCP.request && type !== DCCP.data;
  return {
    unit,
    type,
    sequence: getU48(frame, at + 10),
    ack: hasAck ? getU48(frame, at + GENERIC + 2) : undefined,
    payload: at + header,
  };
}

const UPPER = 2 ** 32;
const MODULUS = 2 ** 48;

function getU48(bytes: Uint8Array, at: number): number {
  return getU16(bytes, at) * UPPER + getU32(bytes, at + 2);
}

/** Signed distance: what lies before the initial number is negative; RFC 4340 section 7.1. */
function relative48(number: number, initial: number): number {
  const distance = (number - initial + MODULUS) % MODULUS;
  return distance >= MODULUS / 2 ? distance - MODULUS : distance;
}

export function isDccpPacket(event: DccpEvent): event is DccpSent {
  return event.type === "in" || event.type === "out";
}

/** The sequence window unless a feature says otherwise; RFC 4340 section 6.4. */
const WINDOW = 100;
const ABOVE = (3 * WINDOW) / 4;
const BELOW = WINDOW / 4;
const ACKNOWLEDGING: readonly number[] = [DCCP.ack, DCCP.dataAck, DCCP.response, DCCP.close, DCCP.closeReq];

/**
 * What is certain of the greatest number that the kernel has received (GSR), and so of its sequence window:
 * RFC 4340 section 7.5.1.
 */
export class ReceiveWindow {
  /** GSR is none below and none above these. */
  #least = 0;
  #most = 0;
  /** Greatest number that the kernel has sent. */
  #sent = 0;
  readonly #isKnown: boolean;

  constructor({ program }: History) {
    const changes = OPTION.changeL | OPTION.changeR | OPTION.confirmL | OPTION.confirmR;
    this.#isKnown = !program.records.some(
      ({ op, d }) => op === OP.dccp && (d & changes) !== 0 && ((d >>> 16) & 0xff) === FEATURE.sequenceWindow,
    );
  }

  /** After what is to be known of the packet has been asked. */
  add({ type, packet, number, ack }: DccpSent): void {
    if (type === "out") {
      if (packet.type !== DCCP.reset) this.#sent = Math.max(this.#sent, number);
      if (ack !== undefined && ACKNOWLEDGING.includes(packet.type)) {
        this.#least = Math.max(this.#least, ack);
        // A listening socket takes a Request sent again with any number.
        this.#most = Math.max(this.#most, this.#least);
      }
      return;
    }
    const isSync = packet.type === DCCP.sync || packet.type === DCCP.syncAck;
    if (isSync || !this.isAbove(number)) this.#most = Math.max(this.#most, number);
  }

  /** Certainly beyond the window. */
  isAbove(number: number): boolean {
    return this.#isKnown && number > this.#most + ABOVE;
  }

  /** Certainly before the window of ordinary packets. */
  isBelow(number: number): boolean {
    return this.#isKnown && number <= this.#least - BELOW;
  }

  /** Certainly no number that a Reset may have: section 7.5.3. */
  isNoReset({ number, ack }: DccpSent): boolean {
    return number <= this.#least || this.isAbove(number) || (ack !== undefined && ack > this.#sent);
  }
}
