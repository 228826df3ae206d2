// SPDX-License-Identifier: GPL-2.0
import { TCP_FLAG } from "../../dsl/ast.js";
import { getU16, getU32 } from "../../inject/wire/bytes.js";
import { MPTCP } from "../commands/mptcp/segment.js";
import { DAMAGE } from "../commands/tcp/segment.js";
import { OP, UNITS } from "../program/operations.js";
import { NOTHING, type Program, type Rec } from "../program/program.js";
import { sysctlIndex } from "../program/tables.js";
import { callUnit, isDisconnect } from "./call-unit.js";
import { type History, isFragment, type Observation, onceEach, type Segment } from "./history.js";

/** Damage of injected segments that keeps the kernel from taking them. */
export const DAMAGED = DAMAGE.checksum | DAMAGE.offset;

/** Whether a segment is damaged so. */
export function isDamaged({ op, flags }: Pick<Rec, "op" | "flags">): boolean {
  return (
    (op === OP.segment && (flags & DAMAGED) !== 0) || (op === OP.mptcp && (flags & MPTCP.checksum) !== 0)
  );
}

/** A segment of a connection with numbers that count from the initial ones: the SYN is 0, data begins at 1. */
export interface Sent {
  readonly type: "out" | "in";
  readonly index: number;
  readonly timeNs: number;
  readonly record: number;
  readonly segment: Segment;
  readonly frame: Uint8Array;
  /** Relative to the initial number of the sender. */
  readonly from: number;
  /** Number after the last one: of payload, SYN and FIN. */
  readonly to: number;
  /** Relative to the initial number of the other side; undefined without ACK. */
  readonly ack: number | undefined;
  /** In bytes, scaled. */
  readonly window: number;
}

/** A call on a socket of the connection. */
export interface Call {
  readonly type: "call";
  readonly index: number;
  readonly observation: Observation & { readonly type: "call" };
}

/** Something else came, such as an ICMP error: it may be about this connection. */
export interface Other {
  readonly type: "other";
  readonly index: number;
}

export type TcpEvent = Sent | Call | Other;

/**
 * One TCP connection of a history, up to where its numbers are no longer certain: a second SYN with another
 * number, a packet that was twisted. What oracles of TCP read.
 */
export interface Connection {
  readonly unit: number;
  readonly isActive: boolean;
  /** The peer has sent a SYN. Without one the numbers of its segments mean nothing. */
  readonly isAnswered: boolean;
  readonly events: readonly TcpEvent[];
  /** Whether all that belongs to it is in `events`. */
  readonly isWhole: boolean;
  /** Shifts of the windows, 0 unless both sides have offered a scale; RFC 7323 section 2.2. */
  readonly peerScale: number;
  readonly kernelScale: number;
}

interface Draft {
  readonly unit: number;
  /** Of a socket that is connected once more. */
  localPort: number | undefined;
  isActive: boolean;
  /** Whether the peer's SYN has come after the kernel's own. */
  isAnswered: boolean;
  peerIsn: number | undefined;
  kernelIsn: number | undefined;
  peerOffer: number | undefined;
  kernelOffer: number | undefined;
  /** TSval of the kernel's SYN. */
  kernelClock: number | undefined;
  peerScale: number;
  kernelScale: number;
  /** Something behind the SYNs was sent. */
  isBegun: boolean;
  isOver: boolean;
  events: TcpEvent[];
}

/** The connections of a history whose numbers are known: of TCP, or subflows of MPTCP. */
export const connectionsOf = onceEach(findConnections);

function findConnections({ observations, program }: History): readonly Connection[] {
  if (program.protocol !== "tcp" && program.protocol !== "mptcp") return [];
  const drafts = new Map<number, Draft>();
  /** Those whose socket was disconnected, and is connected again; and units that wait for the SYN of that. */
  const ended: Draft[] = [];
  const disconnected = new Set<number>();
  /** Units of which another socket was accepted meanwhile. */
  const shared = new Set<number>();
  const units = new Map<number, number>();
  const hasCookies = program.records.some(isAboutCookies);
  const mayHaveCookies = hasCookies || fillsQueue(program);
  // What was twisted may have opened a connection, with numbers that nobody knows.
  let isTwisted = false;
  const draftOf = (unit: number): Draft => {
    const draft = drafts.get(unit) ?? newDraft(unit, isTwisted);
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
        const record = program.records[observation.record] ?? NOTHING;
        if (observation.way !== undefined) {
          isTwisted = true;
          for (const draft of drafts.values()) draft.isOver = true;
        } else if (observation.segment !== undefined && !isDamaged(record)) {
          const draft = draftOf(observation.segment.unit);
          draft.isOver ||= mayHaveCookies && isOtherCookie(draft, observation, observation.segment);
          receive(draft, observation, observation.segment, index);
          draft.isOver ||= hasCookies && isReset(observation.segment);
        } else if (observation.segment === undefined)
          for (const { isOver, events } of drafts.values())
            if (!isOver) events.push({ type: "other", index });
        break;
      }
      case "sent":
        if (observation.segment !== undefined && isFirst(observation.segment))
          for (const draft of drafts.values())
            if (draft.unit === observation.segment.unit && disconnected.delete(draft.unit)) {
              ended.push(draft);
              drafts.delete(draft.unit);
              const next = draftOf(draft.unit);
              next.localPort = observation.segment.localPort;
              next.isOver ||= shared.has(draft.unit);
            }
        if (observation.segment !== undefined) {
          const draft = draftOf(observation.segment.unit);
          send(draft, observation, observation.segment, index);
          draft.isOver ||= hasCookies && isReset(observation.segment);
        } else if (isFragment(observation.frame))
          for (const { isOver, events } of drafts.values())
            if (!isOver) events.push({ type: "other", index });
        break;
      case "call": {
        const unit = callUnit(observation, units);
        const draft = unit === undefined ? undefined : draftOf(unit);
        if (draft !== undefined && isDisconnect(observation.rec)) {
          draft.isOver = true;
          disconnected.add(draft.unit);
        }
        if (draft !== undefined && disconnected.has(draft.unit) && observation.rec.op === OP.accept)
          shared.add(draft.unit);
        // A second socket of the unit's, and calls on either of both.
        if ((draft?.isActive || draft?.localPort !== undefined) && observation.rec.op === OP.accept)
          draft.isOver = true;
        if (draft?.isOver === false) draft.events.push({ type: "call", index, observation });
        break;
      }
      default:
        break;
    }
  }
  const found: Connection[] = [];
  // Of one that the kernel opens, and that is not answered, the kernel's numbers are enough.
  for (const { unit, isActive, isOver, events, kernelIsn, peerIsn, peerScale, kernelScale } of [
    ...ended,
    ...drafts.values(),
  ])
    if (kernelIsn !== undefined && (peerIsn !== undefined || isActive))
      found.push({
        unit,
        isActive,
        isAnswered: peerIsn !== undefined,
        events,
        isWhole: !isOver,
        peerScale,
        kernelScale,
      });
  return found;
}

/** Those of them that the peer has answered. */
export const answeredConnections = onceEach((history) =>
  connectionsOf(history).filter(({ isAnswered }) => isAnswered),
);

function newDraft(unit: number, isOver: boolean): Draft {
  return {
    unit,
    localPort: undefined,
    isActive: false,
    isAnswered: false,
    peerIsn: undefined,
    kernelIsn: undefined,
    peerOffer: undefined,
    kernelOffer: undefined,
    kernelClock: undefined,
    peerScale: 0,
    kernelScale: 0,
    isBegun: false,
    isOver,
    events: [],
  };
}

const COOKIES = sysctlIndex("tcp_syncookies");

/** Whether it is said when requests are kept in cookies. */
function isAboutCookies({ op, a }: Rec): boolean {
  return op === OP.sysctl && a === COOKIES;
}

/** Whether there may be no room for a request, so that it is kept in a cookie: inet_csk_reqsk_queue_is_full(). */
function fillsQueue({ records }: Program): boolean {
  const requests = records.filter(
    ({ op, flags }) =>
      ((op === OP.segment || op === OP.mptcp) && (flags & TCP_FLAG.SYN) !== 0) || op === OP.again,
  );
  return records.some(({ op, a }) => op === OP.listen && a + 1 < requests.length);
}

type Framed = Observation & { readonly type: "sent" | "received" };

/** What is left of the connection before it goes on for a while. */
function isOfAnother({ localPort }: Draft, segment: Segment): boolean {
  return localPort !== undefined && segment.localPort !== localPort;
}

/** What comes behind a reset may open another connection by the cookie of the one before. */
function isReset({ flags }: Segment): boolean {
  return (flags & TCP_FLAG.RST) !== 0;
}

/** With which the kernel opens a connection. */
function isFirst({ flags }: Segment): boolean {
  return (flags & (TCP_FLAG.SYN | TCP_FLAG.ACK)) === TCP_FLAG.SYN;
}

/** By how much the number of an acknowledgment may differ, so that a cookie only tells another MSS: msstab[]. */
const COOKIE_SLACK = 4;

/**
 * A cookie is a hash and the index of an MSS, added up: the one next to the kernel's is good, too, and then the
 * kernel's numbers begin there. The peer's options are in the kernel's time stamp, and another echo tells of others.
 */
function isOtherCookie(draft: Draft, { frame }: Framed, segment: Segment): boolean {
  const { isActive, isBegun, kernelIsn, kernelClock } = draft;
  if (isActive || isBegun || kernelIsn === undefined || (segment.flags & TCP_FLAG.ACK) === 0) return false;
  const distance = relative(segment.acknowledgment, kernelIsn) - 1;
  if (distance !== 0 && Math.abs(distance) <= COOKIE_SLACK) return true;
  const at = findOption(frame, segment, TIMESTAMPS);
  return at !== undefined && getU32(frame, at + 6) !== kernelClock;
}

function receive(draft: Draft, observation: Framed, segment: Segment, index: number): void {
  if (draft.isOver || isOfAnother(draft, segment)) return;
  if ((segment.flags & TCP_FLAG.SYN) === 0 && draft.peerIsn !== undefined && !draft.isBegun) {
    // If the request was kept in a cookie, the stream begins where this says: the kernel knows no better.
    const distance = relative(segment.sequence, draft.peerIsn) - 1;
    if (!draft.isActive && distance !== 0 && Math.abs(distance) <= COOKIE_SLACK) {
      draft.isOver = true;
      return;
    }
    draft.isBegun ||= distance === 0 && acknowledgesSyn(draft, segment);
  }
  if ((segment.flags & TCP_FLAG.SYN) !== 0) {
    if (draft.peerIsn !== undefined && draft.peerIsn !== segment.sequence) draft.isOver = true;
    // Of one that came before the kernel's own, and was reset, nothing counts.
    else if (draft.peerIsn === undefined || (draft.isActive && !draft.isAnswered)) {
      draft.peerIsn = segment.sequence;
      draft.peerOffer = scaleOf(observation.frame, segment);
      draft.isAnswered = draft.isActive;
      agree(draft);
    }
    // Which of two offers the kernel has taken nobody knows.
    else if (scaleOf(observation.frame, segment) !== draft.peerOffer) draft.isOver = true;
    if (draft.isOver) return;
  } else if (draft.peerIsn === undefined && segment.length > 0) {
    // It has other bytes than the numbers say that a SYN brings later; and may be repeated then.
    draft.isOver = true;
    return;
  }
  push(draft, "in", observation, segment, index, draft.peerIsn, draft.kernelIsn);
}

function send(draft: Draft, observation: Framed, segment: Segment, index: number): void {
  // A second socket that is connected to the same port.
  if (isOfAnother(draft, segment) && isFirst(segment)) draft.isOver = true;
  if (draft.isOver || isOfAnother(draft, segment)) return;
  if ((segment.flags & TCP_FLAG.SYN) !== 0) {
    if (draft.kernelIsn !== undefined && draft.kernelIsn !== segment.sequence) draft.isOver = true;
    // The cookie of another connection, which has the same numbers.
    if (draft.isBegun && !draft.isActive) draft.isOver = true;
    if (draft.isOver) return;
    if (draft.kernelIsn === undefined) {
      draft.kernelIsn = segment.sequence;
      draft.isActive = (segment.flags & TCP_FLAG.ACK) === 0;
      if (draft.isActive) forget(draft);
    }
    draft.kernelOffer = scaleOf(observation.frame, segment);
    const clock = findOption(observation.frame, segment, TIMESTAMPS);
    draft.kernelClock = clock === undefined ? undefined : getU32(observation.frame, clock + 2);
  } else if ((segment.flags & TCP_FLAG.RST) === 0) draft.isBegun = true;
  push(draft, "out", observation, segment, index, draft.kernelIsn, draft.peerIsn);
  agree(draft);
}

function acknowledgesSyn({ kernelIsn }: Draft, { flags, acknowledgment }: Segment): boolean {
  return (flags & TCP_FLAG.ACK) !== 0 && kernelIsn !== undefined && relative(acknowledgment, kernelIsn) === 1;
}

/** What the peer has said before the kernel opens a connection is of another one. */
function forget(draft: Draft): void {
  draft.events = draft.events.filter(({ type }) => type === "call");
}

/** Both have offered a scale, or there is none. */
function agree(draft: Draft): void {
  const { peerOffer, kernelOffer } = draft;
  const isAgreed = peerOffer !== undefined && kernelOffer !== undefined;
  draft.peerScale = isAgreed ? Math.min(14, peerOffer) : 0;
  draft.kernelScale = isAgreed ? kernelOffer : 0;
}

function push(
  draft: Draft,
  type: "out" | "in",
  { timeNs, record, frame }: Framed,
  segment: Segment,
  index: number,
  own: number | undefined,
  other: number | undefined,
): void {
  const { sequence, flags, length, window, acknowledgment } = segment;
  const from = own === undefined ? 0 : relative(sequence, own);
  const isSyn = (flags & TCP_FLAG.SYN) !== 0;
  const scale = type === "in" ? draft.peerScale : draft.kernelScale;
  draft.events.push({
    type,
    index,
    timeNs,
    record,
    segment,
    frame,
    from,
    to: from + length + (isSyn ? 1 : 0) + ((flags & TCP_FLAG.FIN) !== 0 ? 1 : 0),
    ack: (flags & TCP_FLAG.ACK) !== 0 && other !== undefined ? relative(acknowledgment, other) : undefined,
    window: isSyn ? window : window * 2 ** scale,
  });
}

/** Signed distance: what lies before the initial number is negative. */
export function relative(sequence: number, initial: number): number {
  return (sequence - initial) | 0;
}

const WINDOW_SCALE = 3;
const TIMESTAMPS = 8;

function scaleOf(frame: Uint8Array, segment: Segment): number | undefined {
  const at = findOption(frame, segment, WINDOW_SCALE);
  return at === undefined ? undefined : frame[at + 2];
}

/** Where an option begins in the frame. */
export function findOption(
  frame: Uint8Array,
  { options, payload }: Segment,
  kind: number,
): number | undefined {
  for (let at = options; at < payload; ) {
    const found = frame[at] ?? 0;
    if (found === 0) return undefined;
    if (found === kind) return at;
    at += found === 1 ? 1 : Math.max(2, frame[at + 1] ?? 2);
  }
  return undefined;
}

const MSS = 2;

/** Bytes that a SYN offers to take in a segment; 0 if it does not say. */
export function offeredMss({ frame, segment }: Pick<Sent, "frame" | "segment">): number {
  const at = findOption(frame, segment, MSS);
  return at === undefined ? 0 : getU16(frame, at + 2);
}

/** What counts without an offer, and the least that a SYN cookie remembers: msstab[] of net/ipv4 and net/ipv6. */
export function leastMss(isIpv6: boolean): number {
  return isIpv6 ? 1220 : 536;
}

const SACK = 5;

/** The blocks that a segment reports, [from, to), relative to what its acknowledgment is relative to. */
export function sackBlocks({
  frame,
  segment,
  ack,
}: Pick<Sent, "frame" | "segment" | "ack">): readonly (readonly [number, number])[] {
  const initial = ack === undefined ? 0 : (segment.acknowledgment - ack) >>> 0;
  const at = findOption(frame, segment, SACK);
  if (at === undefined) return [];
  const blocks: (readonly [number, number])[] = [];
  for (let block = at + 2; block + 8 <= at + (frame[at + 1] ?? 0); block += 8)
    blocks.push([relative(getU32(frame, block), initial), relative(getU32(frame, block + 4), initial)]);
  return blocks;
}

/** Number after the payload of a segment. */
export function payloadEnd({ from, segment }: Sent): number {
  return from + segment.length + ((segment.flags & TCP_FLAG.SYN) !== 0 ? 1 : 0);
}

/** The initial numbers of the kernel's side, of each pair of ports: a unit may have several, one after the other. */
export class InitialNumbers {
  readonly #numbers = new Map<number, number>();

  constructor(observations: readonly Observation[]) {
    for (const observation of observations) {
      if (observation.type !== "sent" || observation.segment === undefined) continue;
      const { flags, sequence } = observation.segment;
      const key = portsOf(observation.segment);
      if ((flags & TCP_FLAG.SYN) !== 0 && !this.#numbers.has(key)) this.#numbers.set(key, sequence);
    }
  }

  /** Of the connection of a segment, in either direction. */
  of(segment: Segment): number | undefined {
    return this.#numbers.get(portsOf(segment));
  }
}

function portsOf({ unit, localPort }: Segment): number {
  return localPort * UNITS + unit;
}

/** Ranges of numbers that the peer has sent, as far as they hang together from 0 on. */
export class Prefix {
  #end = 0;
  #later: [number, number][] = [];

  /** Number after the last one of the contiguous part. */
  get end(): number {
    return this.#end;
  }

  add(from: number, to: number): void {
    if (to <= this.#end || to <= from) return;
    // Most of what is sent is in order.
    if (from <= this.#end && this.#later.length === 0) {
      this.#end = to;
      return;
    }
    this.#later.push([from, to]);
    for (let changed = true; changed; ) {
      changed = false;
      this.#later = this.#later.filter(([start, end]) => {
        if (start > this.#end) return true;
        if (end > this.#end) {
          this.#end = end;
          changed = true;
        }
        return false;
      });
    }
  }
}

export function isSegment(event: TcpEvent): event is Sent {
  return event.type === "in" || event.type === "out";
}
