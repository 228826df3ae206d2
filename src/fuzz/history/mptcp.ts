// SPDX-License-Identifier: GPL-2.0
import { createHash } from "node:crypto";
import { TCP_FLAG } from "../../dsl/ast.js";
import { getU16, getU32, getU64 } from "../../inject/wire/bytes.js";
import { DSS, MPTCP, OTHER_CHECKSUM, SUBTYPE, subtypeOf } from "../commands/mptcp/segment.js";
import { OP } from "../program/operations.js";
import type { Rec } from "../program/program.js";
import { callUnit } from "./call-unit.js";
import { type History, type Observation, onceEach, type Segment } from "./history.js";
import { findOption, isDamaged, relative } from "./tcp.js";

/** A mapping of a DSS, or of MP_CAPABLE. Numbers count from the first byte of the sender's data, which is 0. */
export interface Mapping {
  /** Of the first byte of the payload. */
  readonly from: number;
  /** Number after the last byte of the payload; a DATA_FIN is not counted. */
  readonly to: number;
  readonly hasFin: boolean;
}

/** A segment of a session. */
export interface MptcpSent {
  readonly type: "out" | "in";
  readonly index: number;
  readonly timeNs: number;
  readonly segment: Segment;
  readonly frame: Uint8Array;
  readonly mapping: Mapping | undefined;
  /** Counts from the first byte of the other side's data. */
  readonly dataAck: number | undefined;
}

export interface MptcpCall {
  readonly type: "call";
  readonly index: number;
  readonly call: Observation & { readonly type: "call" };
}

/**
 * A connection of MPTCP with all of its subflows, up to where the peer does what may make it fall back to TCP,
 * or where the places of bytes are no longer certain.
 */
export interface Session {
  readonly unit: number;
  readonly events: readonly (MptcpSent | MptcpCall)[];
  /** Whether all that belongs to it is in `events`. */
  readonly isWhole: boolean;
  /** Number of the first byte of the kernel's data. */
  readonly kernelFirst: bigint | undefined;
}

interface Draft {
  readonly unit: number;
  peerFirst: bigint | undefined;
  kernelFirst: bigint | undefined;
  kernelToken: number | undefined;
  /** What the peer's first MP_CAPABLE says of checksums. */
  hasChecksums: boolean | undefined;
  isOver: boolean;
  sockets: number;
  /** Number after the last byte of the peer's, and of its DATA_FIN. */
  top: number;
  fin: number | undefined;
  readonly events: (MptcpSent | MptcpCall)[];
}

interface Subflow {
  session: Draft | undefined;
  /** Its first SYN had no option: what comes later makes no session of it. */
  isPlain: boolean;
  /** Initial numbers of both sides. */
  peer: number | undefined;
  kernel: number | undefined;
}

/** What an option says of data. */
type Said = Pick<Partial<MptcpSent>, "mapping" | "dataAck">;
type Framed = Observation & { readonly type: "sent" | "received" };

const KIND = 30;
/** Flag A of MP_CAPABLE. */
const CHECKSUMS = 0x80;
const WIRE = { ack: 1, ack8: 2, mapping: 4, number8: 8, fin: 16 } as const;
/** Bytes of an MP_CAPABLE with one key, with two, and with the length of data. */
const CAPABLE_BYTES = { key: 12, keys: 20, data: 22 } as const;

/** The sessions of a history. */
export const sessionsOf = onceEach((history): readonly Session[] =>
  history.program.protocol === "mptcp" ? new Reader().read(history) : [],
);

class Reader {
  readonly #drafts: Draft[] = [];
  readonly #subflows = new Map<number, Subflow>();
  readonly #units = new Map<number, number>();

  read({ observations, program }: History): readonly Session[] {
    for (const [index, observation] of observations.entries()) {
      // Whatever follows may be of what nobody has seen.
      if (observation.type === "received" && observation.way === "around") {
        for (const draft of this.#drafts) draft.isOver = true;
        break;
      }
      if (observation.type === "received")
        this.#received(observation, index, program.records[observation.record]);
      if (observation.type === "sent") this.#take(observation, index, "out");
      if (observation.type === "call") this.#called(observation, index);
    }
    return this.#drafts.map(({ unit, events, isOver, kernelFirst }) => ({
      unit,
      events,
      isWhole: !isOver,
      kernelFirst,
    }));
  }

  #received(observation: Framed, index: number, record: Rec | undefined): void {
    if (observation.way !== undefined) for (const draft of this.#drafts) draft.isOver = true;
    if (record !== undefined && isDamaged(record)) return;
    this.#take(observation, index, "in", record);
  }

  #called(call: Observation & { readonly type: "call" }, index: number): void {
    const unit = callUnit(call, this.#units);
    const draft = unit === undefined ? undefined : this.#subflows.get(unit)?.session;
    if (draft === undefined || draft.unit !== unit) return;
    const { op } = call.rec;
    if (op === OP.accept || op === OP.connect) draft.isOver ||= draft.sockets++ > 0;
    if (!draft.isOver) draft.events.push({ type: "call", index, call });
  }

  #take({ segment, frame, timeNs }: Framed, index: number, type: "in" | "out", record?: Rec): void {
    if (segment === undefined) return;
    const subflow = this.#subflows.get(segment.unit) ?? {
      session: undefined,
      isPlain: false,
      peer: undefined,
      kernel: undefined,
    };
    this.#subflows.set(segment.unit, subflow);
    const at = findOption(frame, segment, KIND);
    if ((segment.flags & TCP_FLAG.SYN) !== 0) this.#begin(subflow, segment, frame, at, type);
    const { session } = subflow;
    if (session === undefined) return;
    if (at !== undefined && (frame[at + 2] ?? 0) >> 4 === SUBTYPE.capable) takeKeys(session, frame, at, type);
    if (record !== undefined && fallsBack(record, segment)) session.isOver = true;
    // Nobody knows where data belongs before the key is known: the connection falls back.
    if (type === "in" && segment.length > 0 && session.peerFirst === undefined) session.isOver = true;
    // The kernel speaks plain TCP: it has fallen back, or the subflow has ended.
    if (type === "out" && at === undefined && (segment.flags & TCP_FLAG.RST) === 0) session.isOver = true;
    if (session.isOver) return;
    // A checksum is over the whole mapping: what lacks its beginning does not have it.
    if (record !== undefined && record.a !== 0 && segment.length > 0 && hasChecksum(frame, at))
      session.isOver = true;
    if (session.isOver) return;
    const said: Said = at === undefined ? {} : say(session, subflow, segment, frame, at, type);
    if (type === "in" && said.mapping !== undefined) extend(session, said.mapping);
    // The mapping of MP_CAPABLE is that of the first bytes.
    if (at !== undefined && (frame[at + 2] ?? 0) >> 4 === SUBTYPE.capable && (said.mapping?.from ?? 0) !== 0)
      session.isOver = true;
    if (session.isOver) return;
    session.events.push({
      type,
      index,
      timeNs,
      segment,
      frame,
      mapping: undefined,
      dataAck: undefined,
      ...said,
    });
  }

  /** A SYN of either side; one with another number begins another subflow. */
  #begin(
    subflow: Subflow,
    { unit, sequence, flags }: Segment,
    frame: Uint8Array,
    at: number | undefined,
    type: "in" | "out",
  ): void {
    const side = type === "in" ? "peer" : "kernel";
    if (subflow[side] !== undefined && subflow[side] !== sequence && subflow.session !== undefined)
      subflow.session.isOver = true;
    subflow[side] = sequence;
    if (at === undefined) {
      subflow.isPlain ||= subflow.session === undefined;
      return;
    }
    const subtype = (frame[at + 2] ?? 0) >> 4;
    if (subtype === SUBTYPE.capable && subflow.session === undefined && !subflow.isPlain) {
      subflow.session = {
        unit,
        peerFirst: undefined,
        kernelFirst: undefined,
        kernelToken: undefined,
        hasChecksums: undefined,
        isOver: false,
        sockets: 0,
        top: 0,
        fin: undefined,
        events: [],
      };
      this.#drafts.push(subflow.session);
    }
    if (subtype !== SUBTYPE.join || type === "out" || (flags & TCP_FLAG.ACK) !== 0) return;
    const token = getU32(frame, at + 4);
    const session = this.#drafts.find(({ kernelToken }) => kernelToken === token);
    const before = subflow.session;
    // Whether a subflow that was there before gives way, nobody can say from here.
    if (before !== undefined && before !== session && subflow.kernel !== undefined) {
      before.isOver = true;
      if (session !== undefined) session.isOver = true;
    }
    subflow.session = session ?? before;
  }
}

/** Behind a DATA_FIN there is no data, and no other one: RFC 8684 section 3.3.3. */
function extend(session: Draft, { to, hasFin }: Mapping): void {
  session.top = Math.max(session.top, to);
  if (hasFin) {
    session.isOver ||= session.fin !== undefined && session.fin !== to;
    session.fin = to;
  }
  session.isOver ||= session.fin !== undefined && session.top > session.fin;
}

/** RFC 8684 section 3.1: number of the first byte of data, and token, of a key. */
function hashOf(key: Uint8Array): { readonly first: bigint; readonly token: number } {
  const hash = createHash("sha256").update(key).digest();
  return { first: BigInt.asUintN(64, getU64(hash, 24) + 1n), token: getU32(hash, 0) };
}

/** The first key of an option is the sender's. */
function takeKeys(session: Draft, frame: Uint8Array, at: number, type: "in" | "out"): void {
  if (type === "in") {
    // The kernel goes by the third packet, and takes no mapping with a checksum if that has no such flag.
    const hasChecksums = ((frame[at + 3] ?? 0) & CHECKSUMS) !== 0;
    session.isOver ||= (session.hasChecksums ?? hasChecksums) !== hasChecksums;
    session.hasChecksums = hasChecksums;
  }
  if ((frame[at + 1] ?? 0) < CAPABLE_BYTES.key) return;
  const side = type === "in" ? "peerFirst" : "kernelFirst";
  const { first, token } = hashOf(frame.subarray(at + 4, at + 12));
  if (session[side] !== undefined && session[side] !== first) session.isOver = true;
  // A kernel that has kept nothing but a SYN cookie believes what the third packet says of its own key.
  const hasBoth = type === "in" && (frame[at + 1] ?? 0) >= CAPABLE_BYTES.keys;
  if (hasBoth && hashOf(frame.subarray(at + 12, at + 20)).first !== session.kernelFirst)
    session.isOver = true;
  session[side] ??= first;
  if (type === "out") session.kernelToken ??= token;
}

/**
 * Whether a connection may have fallen back to TCP after what the peer has sent, or bytes have no certain
 * place: data without a mapping of just that data. RFC 8684 section 3.7.
 */
function fallsBack(record: Rec, { length, flags: tcp }: Segment): boolean {
  const { op, flags, d, e } = record;
  if (op === OP.segment) return length > 0 || (tcp & TCP_FLAG.SYN) !== 0;
  if (op !== OP.mptcp) return false;
  const subtype = subtypeOf(record);
  if (subtype === SUBTYPE.fail) return true;
  if (length === 0) return false;
  if ((tcp & TCP_FLAG.SYN) !== 0 || (flags & (MPTCP.wrong | MPTCP.shortOption)) !== 0) return true;
  if (subtype === SUBTYPE.capable) return (d & OTHER_CHECKSUM) !== 0;
  if (subtype !== SUBTYPE.dss || (d & DSS.mapping) === 0) return true;
  return (d & (DSS.endless | OTHER_CHECKSUM)) !== 0 || d >>> 16 !== 0 || e >>> 16 !== 0;
}

function say(
  session: Draft,
  subflow: Subflow,
  segment: Segment,
  frame: Uint8Array,
  at: number,
  type: "in" | "out",
): Said {
  const bytes = frame[at + 1] ?? 0;
  const subtype = (frame[at + 2] ?? 0) >> 4;
  const own = type === "in" ? session.peerFirst : session.kernelFirst;
  const other = type === "in" ? session.kernelFirst : session.peerFirst;
  const initial = type === "in" ? subflow.peer : subflow.kernel;
  if (subtype === SUBTYPE.capable && bytes >= CAPABLE_BYTES.data && initial !== undefined) {
    const from = relative(segment.sequence, initial) - 1;
    return { mapping: { from, to: from + segment.length, hasFin: false } };
  }
  if (subtype !== SUBTYPE.dss) return {};
  const flags = frame[at + 3] ?? 0;
  let place = at + 4;
  let dataAck: number | undefined;
  if ((flags & WIRE.ack) !== 0) {
    const isLong = (flags & WIRE.ack8) !== 0;
    if (other !== undefined) dataAck = distance(frame, place, isLong, other);
    place += isLong ? 8 : 4;
  }
  if ((flags & WIRE.mapping) === 0 || own === undefined || initial === undefined) return { dataAck };
  const isLong = (flags & WIRE.number8) !== 0;
  const number = distance(frame, place, isLong, own);
  place += isLong ? 8 : 4;
  const hasFin = (flags & WIRE.fin) !== 0;
  const dataLength = getU16(frame, place + 4) - (hasFin ? 1 : 0);
  // RFC 8684 section 3.3.3: a DATA_FIN alone has no place in the subflow.
  const offset = dataLength === 0 ? 0 : relative(segment.sequence, initial + getU32(frame, place));
  const from = number + offset;
  const isEnd = hasFin && from + segment.length === number + dataLength;
  return { dataAck, mapping: { from, to: from + segment.length, hasFin: isEnd } };
}

/** Whether a DSS ends with a checksum. */
function hasChecksum(frame: Uint8Array, at: number | undefined): boolean {
  if (at === undefined || (frame[at + 2] ?? 0) >> 4 !== SUBTYPE.dss) return false;
  const flags = frame[at + 3] ?? 0;
  const ack = (flags & WIRE.ack) === 0 ? 0 : (flags & WIRE.ack8) === 0 ? 4 : 8;
  const number = (flags & WIRE.number8) === 0 ? 4 : 8;
  return (flags & WIRE.mapping) !== 0 && (frame[at + 1] ?? 0) > 4 + ack + number + 6;
}

/** From the first number of data; that of 4 bytes is near it. */
function distance(frame: Uint8Array, at: number, isLong: boolean, first: bigint): number {
  const number = isLong ? getU64(frame, at) : BigInt(getU32(frame, at));
  return Number(BigInt.asIntN(isLong ? 64 : 32, number - first));
}
