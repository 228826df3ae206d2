// SPDX-License-Identifier: GPL-2.0
import { getU16, getU32 } from "../../inject/wire/bytes.js";
import { CHUNK, DATA } from "../commands/sctp/chunk.js";
import { OP } from "../program/operations.js";
import { callUnit, opensSecond } from "./call-unit.js";
import { type History, isFragment, type Observation, onceEach } from "./history.js";
import { type Chunk, type Packet, packetOf } from "./sctp-packet.js";
import { relative } from "./tcp.js";

/** A packet of an association, or one to its ports that is not of it. */
export interface SctpPacket {
  readonly type: "out" | "in";
  readonly index: number;
  readonly timeNs: number;
  readonly record: number;
  readonly frame: Uint8Array;
  readonly packet: Packet;
  /** Of the peer: it has the association's tag, and nothing is wrong with it. */
  readonly isValid: boolean;
}

/** A call on the one-to-one socket of an association. */
export interface SctpCall {
  readonly type: "call";
  readonly index: number;
  readonly observation: Observation & { readonly type: "call" };
}

/** Something else came, such as an ICMP error or a part of a packet: it may be about this association. */
export interface SctpOther {
  readonly type: "other";
  readonly index: number;
}

export type SctpEvent = SctpPacket | SctpCall | SctpOther;

/** Tag and first TSN of both sides; RFC 9260 section 5.1. */
export interface Numbers {
  readonly kernelTag: number;
  readonly kernelTsn: number;
  readonly peerTag: number;
  readonly peerTsn: number;
  /** The window that the kernel has announced in its INIT or INIT ACK, in bytes. */
  readonly window: number;
  /** The one that the peer has announced there. */
  readonly peerWindow: number;
}

/**
 * One SCTP association of a history, from when both sides have agreed on their numbers, up to where it is no
 * longer certain that it is this one: an ABORT, a restart, a packet that was twisted.
 */
export interface Association extends Numbers {
  readonly unit: number;
  /** The kernel has opened it. */
  readonly isActive: boolean;
  readonly events: readonly SctpEvent[];
  /** Whether all that belongs to it is in `events`. */
  readonly isWhole: boolean;
}

/** What an INIT or INIT ACK says of its sender. */
interface Side {
  readonly tag: number;
  readonly window: number;
  readonly tsn: number;
}

function sideOf(frame: Uint8Array, value: number): Side {
  return { tag: getU32(frame, value), window: getU32(frame, value + 4), tsn: getU32(frame, value + 12) };
}

interface Draft {
  readonly unit: number;
  events: SctpEvent[];
  /** Of the peer's last INIT, which the kernel's next INIT ACK answers. */
  asked: Side | undefined;
  /** Of the kernel's INIT. */
  asking: Side | undefined;
  /** What the cookies of the peer's INIT ACKs stand for: one counts when the kernel gives it back. */
  readonly answers: Map<string, Numbers>;
  /** The one that it has given back last. */
  echoed: string | undefined;
  /** What each cookie of the kernel's stands for. */
  readonly cookies: Map<string, Numbers>;
  numbers: Numbers | undefined;
  isActive: boolean;
  isOver: boolean;
}

/** The associations of an SCTP program's history whose numbers are known: one a unit at most. */
export const associationsOf = onceEach(findAssociations);

function findAssociations({ program, observations }: History): readonly Association[] {
  if (program.protocol !== "sctp") return [];
  const drafts = new Map<number, Draft>();
  const units = new Map<number, number>();
  /** One-to-many sockets, on which calls are about any association. */
  const many = new Set<number>();
  for (const [index, observation] of observations.entries()) {
    // Whatever follows may be of what nobody has seen.
    if (observation.type === "received" && observation.way === "around") {
      for (const draft of drafts.values()) draft.isOver = true;
      break;
    }
    switch (observation.type) {
      case "received":
      case "sent": {
        const isIn = observation.type === "received";
        const packet = packetOf(observation.frame, isIn ? 0 : 2);
        if (isIn && observation.way !== undefined) for (const draft of drafts.values()) draft.isOver = true;
        else if (packet !== undefined) {
          const draft = draftOf(drafts, packet.unit);
          if (!draft.isOver) take(draft, isIn ? "in" : "out", observation, packet, index);
        } else if (isIn || isFragment(observation.frame))
          for (const { isOver, events } of drafts.values())
            if (!isOver) events.push({ type: "other", index });
        break;
      }
      case "call": {
        const { rec, fd, ret } = observation;
        if (rec.op === OP.socket && (rec.a & 1) === 1) many.add(ret);
        else if (rec.op === OP.socket || rec.op === OP.accept) many.delete(ret);
        const before = units.get(fd);
        const unit = many.has(fd) ? undefined : callUnit(observation, units);
        if (opensSecond(rec, before, unit)) {
          many.add(fd);
          for (const each of [before, unit]) if (each !== undefined) draftOf(drafts, each).isOver = true;
        }
        const draft = unit === undefined ? undefined : draftOf(drafts, unit);
        if (draft?.isOver === false) draft.events.push({ type: "call", index, observation });
        break;
      }
      default:
        break;
    }
  }
  return [...drafts.values()].flatMap(({ unit, events, numbers, isActive, isOver }) =>
    numbers === undefined ? [] : [{ ...numbers, unit, events, isActive, isWhole: !isOver }],
  );
}

function draftOf(drafts: Map<number, Draft>, unit: number): Draft {
  const known = drafts.get(unit);
  if (known !== undefined) return known;
  const draft: Draft = {
    unit,
    events: [],
    asked: undefined,
    asking: undefined,
    answers: new Map(),
    echoed: undefined,
    cookies: new Map(),
    numbers: undefined,
    isActive: false,
    isOver: false,
  };
  drafts.set(unit, draft);
  return draft;
}

function take(
  draft: Draft,
  type: "in" | "out",
  { timeNs, record, frame }: Observation & { readonly type: "sent" | "received" },
  packet: Packet,
  index: number,
): void {
  if (type === "out" || packet.isSound)
    for (const chunk of packet.chunks) {
      (type === "in" ? hear : say)(draft, frame, packet.tag, chunk);
      if (isReset(frame, chunk) || (type === "in" && isCutShort(frame, chunk, packet.chunks)))
        draft.isOver = true;
    }
  // A second association of the same number is another one.
  if (draft.isOver) return;
  const isValid = type === "out" || (packet.isSound && packet.tag === draft.numbers?.kernelTag);
  draft.events.push({ type, index, timeNs, record, frame, packet, isValid });
  // What comes behind it may be a new association with the same ports, even with the same cookie.
  if (packet.isSound && packet.chunks.some((chunk) => ENDS.has(chunk.type))) draft.isOver = true;
}

const ENDS: ReadonlySet<number> = new Set([CHUNK.abort, CHUNK.shutdownComplete]);
const RESET_TSN = 15;

/** Both sides get new numbers; RFC 6525 section 4.3. */
function isReset(frame: Uint8Array, { type, value }: Chunk): boolean {
  return type === CHUNK.reconf && getU16(frame, value) === RESET_TSN;
}

/**
 * A SACK that counts more blocks than it has, with chunks behind it: Linux reads the blocks out of those, and then the
 * rest of the packet from the wrong place (sctp_sm_pull_sack() of net/sctp/sm_statefuns.c).
 */
function isCutShort(frame: Uint8Array, chunk: Chunk, all: readonly Chunk[]): boolean {
  return chunk.type === CHUNK.sack && chunk !== all.at(-1) && !isWholeSack(frame, chunk);
}

/** Whether it has as many blocks and duplicates as it says. */
export function isWholeSack(frame: Uint8Array, { value, end }: Chunk): boolean {
  return end - value === 12 + (getU16(frame, value + 8) + getU16(frame, value + 10)) * 4;
}

const INIT_BYTES = 16;
const COOKIE = 7;

/** A chunk of the peer's. */
function hear(draft: Draft, frame: Uint8Array, packetTag: number, { type, value, end }: Chunk): void {
  switch (type) {
    case CHUNK.init:
      if (value + INIT_BYTES > end) return;
      // Both sides open it at once, or the peer begins anew: RFC 9260 section 5.2.
      if (draft.asking !== undefined) draft.isOver = true;
      draft.asked = sideOf(frame, value);
      return;
    case CHUNK.initAck: {
      const { asking } = draft;
      if (asking === undefined || packetTag !== asking.tag || value + INIT_BYTES > end) return;
      const cookie = cookieOf(frame, value + INIT_BYTES, end);
      if (cookie === undefined) return;
      draft.answers.set(cookie, numbersOf(asking, sideOf(frame, value)));
      return;
    }
    case CHUNK.cookieEcho: {
      const meant = draft.cookies.get(cookieKey(frame, value, end));
      // Both sides open it at once, and which of the two INITs counts is the kernel's to say: RFC 9260 section 5.2.4.
      if (meant !== undefined && draft.asking !== undefined) draft.isOver = true;
      // One that the kernel has not made may be taken where there is an association already.
      if (draft.numbers !== undefined && meant !== draft.numbers) draft.isOver = true;
      draft.numbers ??= meant;
      return;
    }
    default:
      return;
  }
}

/** A chunk of the kernel's. */
function say(draft: Draft, frame: Uint8Array, _packetTag: number, { type, value, end }: Chunk): void {
  if (type === CHUNK.cookieEcho && (draft.numbers === undefined || draft.isActive)) {
    const cookie = cookieKey(frame, value, end);
    // The same one again is still the answer to the first INIT ACK, whatever has come with it since.
    if (cookie !== draft.echoed) draft.numbers = draft.answers.get(cookie) ?? draft.numbers;
    draft.echoed = cookie;
    draft.isActive = true;
  }
  if ((type !== CHUNK.init && type !== CHUNK.initAck) || value + INIT_BYTES > end) return;
  const side = sideOf(frame, value);
  if (type === CHUNK.init) {
    // Once a cookie was refused for its age all begins anew: RFC 9260 section 5.2.6.
    if (draft.echoed !== undefined) draft.isOver = true;
    // Another association of the same number, from another port of the kernel's.
    if (draft.asking === undefined ? draft.numbers !== undefined : draft.asking.tag !== side.tag)
      draft.isOver = true;
    draft.asking = side;
    return;
  }
  const cookie = cookieOf(frame, value + INIT_BYTES, end);
  if (cookie === undefined || draft.asked === undefined) return;
  draft.cookies.set(cookie, numbersOf(side, draft.asked));
}

function numbersOf(kernel: Side, peer: Side): Numbers {
  return {
    kernelTag: kernel.tag,
    kernelTsn: kernel.tsn,
    window: kernel.window,
    peerTag: peer.tag,
    peerTsn: peer.tsn,
    peerWindow: peer.window,
  };
}

/** The state cookie among the parameters of an INIT ACK. */
export function cookieOf(frame: Uint8Array, from: number, end: number): string | undefined {
  for (let at = from; at + 4 <= end; ) {
    const length = getU16(frame, at + 2);
    if (length < 4) return undefined;
    if (getU16(frame, at) === COOKIE) return cookieKey(frame, at + 4, at + length);
    at += Math.ceil(length / 4) * 4;
  }
  return undefined;
}

/**
 * What a cookie's signature does not sign: the rest of the room for itself, which no algorithm fills, and padding;
 * struct sctp_signed_cookie of include/net/sctp/structs.h.
 */
const SIGNATURE = 16;
const SIGNED = 36;

/** A cookie as a key of maps: those that are alike are the same to the kernel. */
export function cookieKey(frame: Uint8Array, from: number, end: number): string {
  const text = Buffer.from(frame.buffer, frame.byteOffset + from, end - from).toString("latin1");
  return text.slice(0, SIGNATURE) + text.slice(SIGNED);
}

export function isPacket(event: SctpEvent): event is SctpPacket {
  return event.type === "in" || event.type === "out";
}

/** Places in the value of DATA and I-DATA; RFC 9260 section 3.3.1, RFC 8260 section 2.1. */
const PAYLOAD = { [CHUNK.data]: 12, [CHUNK.iData]: 16 } as const;

/** A chunk with user data. */
export interface DataChunk {
  readonly flags: number;
  /** Relative to the first one of its sender. */
  readonly tsn: number;
  readonly stream: number;
  /** Of the message in its stream: SSN of DATA, MID of I-DATA. */
  readonly number: number;
  /** The payload protocol identifier; in an I-DATA without the B bit the number of the fragment. */
  readonly ppid: number;
  readonly isInterleaved: boolean;
  readonly payload: Uint8Array;
}

/** @param first  the first TSN of the sender */
export function dataOf(frame: Uint8Array, chunk: Chunk, first: number): DataChunk | undefined {
  const { type, flags, value, end } = chunk;
  if (type !== CHUNK.data && type !== CHUNK.iData) return undefined;
  const payload = value + PAYLOAD[type];
  if (payload > end) return undefined;
  const isInterleaved = type === CHUNK.iData;
  return {
    flags,
    tsn: relative(getU32(frame, value), first),
    stream: getU16(frame, value + 4),
    number: isInterleaved ? getU32(frame, value + 8) : getU16(frame, value + 6),
    ppid: getU32(frame, payload - 4),
    isInterleaved,
    payload: frame.subarray(payload, end),
  };
}

const KIND = DATA.begin | DATA.end | DATA.unordered;

/** Whether two chunks of the same TSN are one that was sent again: stream, number, kind and content are the same. */
export function isSameChunk(one: DataChunk, other: DataChunk): boolean {
  return (
    (one.flags & KIND) === (other.flags & KIND) &&
    one.stream === other.stream &&
    one.number === other.number &&
    one.ppid === other.ppid &&
    one.isInterleaved === other.isInterleaved &&
    Buffer.compare(one.payload, other.payload) === 0
  );
}

/** What a SACK says, or the part of it that a SHUTDOWN has; TSNs relative to the first one of the other side. */
export interface Report {
  readonly tsn: number;
  /** In bytes; undefined in a SHUTDOWN. */
  readonly window: number | undefined;
  /** [first, last]. */
  readonly blocks: readonly (readonly [number, number])[];
}

/** RFC 9260 sections 3.3.4 and 3.3.8. */
export function reportOf(frame: Uint8Array, { type, value, end }: Chunk, first: number): Report | undefined {
  if (type !== CHUNK.sack && type !== CHUNK.shutdown) return undefined;
  if (value + (type === CHUNK.sack ? 12 : 4) > end) return undefined;
  const tsn = relative(getU32(frame, value), first);
  if (type === CHUNK.shutdown) return { tsn, window: undefined, blocks: [] };
  const blocks: (readonly [number, number])[] = [];
  const count = getU16(frame, value + 8);
  for (let at = value + 12; at + 4 <= end && blocks.length < count; at += 4)
    blocks.push([tsn + getU16(frame, at), tsn + getU16(frame, at + 2)]);
  return { tsn, window: getU32(frame, value + 4), blocks };
}

/** Whether the kernel has told its side that the association is open: only then is it certain that it is. */
export function opens({ isActive }: Association, event: SctpEvent): boolean {
  return (
    isPacket(event) &&
    event.isValid &&
    event.type === (isActive ? "in" : "out") &&
    event.packet.chunks[0]?.type === CHUNK.cookieAck
  );
}
