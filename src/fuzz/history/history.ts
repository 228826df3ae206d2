// SPDX-License-Identifier: GPL-2.0
import { getU16, getU32 } from "../../inject/wire/bytes.js";
import type { ProgramEvent } from "../../kernel/program-event.js";
import { OP, PEER_PORT, UNITS } from "../program/operations.js";
import { NOTHING, type Program, type Rec } from "../program/program.js";
import { withinTables } from "../program/tables.js";

/** A TCP segment of a history; places count in the frame. */
export interface Segment {
  /** The connection: the peer's port says which. */
  readonly unit: number;
  readonly localPort: number;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** FIN…CWR as in the header, AE not. */
  readonly flags: number;
  /** As the header has it, not scaled. */
  readonly window: number;
  readonly options: number;
  readonly payload: number;
  /** Bytes of payload. */
  readonly length: number;
}

/** What happened while a program ran, in order; `record` is the record of the program that it happened at. */
export type Observation = { readonly timeNs: number; readonly record: number } & (
  | {
      readonly type: "sent" | "received";
      readonly frame: Uint8Array;
      readonly segment: Segment | undefined;
      /**
       * How it came, if not as usual. "around": in fragments, with options or extension headers, so that only a kernel
       * knows what becomes of it. "twisted": it may be anything.
       */
      readonly way?: Way | undefined;
    }
  /** A packet that is for no connection: it is to be ignored, or asks for an echo. */
  | { readonly type: "beside"; readonly frame: Uint8Array }
  /** The kernel has sent a packet that nobody would take. */
  | { readonly type: "malformed"; readonly text: string }
  | {
      /** A call has returned, or time has passed. */
      readonly type: "call";
      readonly rec: Rec;
      readonly ret: number;
      readonly fd: number;
      readonly data: Uint8Array;
    }
  | { readonly type: "blocked"; readonly rec: Rec }
  | { readonly type: "log"; readonly level: number; readonly text: string }
  | { readonly type: "died"; readonly reason: string }
);

export type Way = "around" | "twisted";

export interface History {
  readonly program: Program;
  /** CLOCK_MONOTONIC in ns when it began. */
  readonly startNs: number;
  readonly observations: readonly Observation[];
}

/** The history that the events of a program tell. */
export function historyOf(ran: Program, startNs: number, events: readonly ProgramEvent[]): History {
  const program = withinTables(ran);
  const observations: Observation[] = [];
  let record = 0;
  // Frames that a call sends come before its end: which call it was shows only then.
  let untold = 0;
  for (const event of events) {
    if (event.type === "injected" || event.type === "step") {
      if (event.record !== record) untold = observations.length;
      record = event.record;
      if (event.type === "step") renumber(observations, untold, record);
      untold = observations.length + 1;
    }
    const observation = observe(program, event, record);
    if (observation !== undefined) observations.push(observation);
  }
  return { program, startNs, observations };
}

function renumber(observations: Observation[], from: number, record: number): void {
  for (let index = from; index < observations.length; index++) {
    const observation = observations[index];
    if (observation !== undefined && observation.record !== record)
      observations[index] = { ...observation, record };
  }
}

function observe(program: Program, event: ProgramEvent, record: number): Observation | undefined {
  const { time: timeNs } = event;
  switch (event.type) {
    case "frame":
      return { type: "sent", timeNs, record, frame: event.data, segment: segmentOf(event.data, 2) };
    case "injected": {
      const { data: frame } = event;
      const op = program.records[event.record]?.op;
      if (op === OP.damaged || op === OP.echo) return { type: "beside", timeNs, record, frame };
      const way = op === OP.twist ? "twisted" : isAround(frame) ? "around" : undefined;
      return { type: "received", timeNs, record, frame, segment: segmentOf(frame, 0), way };
    }
    case "step": {
      const rec = program.records[event.record] ?? NOTHING;
      if (event.end === "left-out") return undefined;
      if (event.end === "malformed")
        return { type: "malformed", timeNs, record, text: new TextDecoder().decode(event.data) };
      if (event.end === "blocked") return { type: "blocked", timeNs, record, rec };
      return { type: "call", timeNs, record, rec, ret: event.ret, fd: event.fd, data: event.data };
    }
    case "log":
      return { type: "log", timeNs, record, level: event.level, text: event.text };
    case "died":
      return { type: "died", timeNs, record, reason: event.reason };
    default:
      return undefined;
  }
}

/** The same function, which finds out once for a history that many rules ask about, one after the other. */
export function onceEach<T>(find: (history: History) => T): (history: History) => T {
  let last: { readonly history: History; readonly found: T } | undefined;
  return (history) => {
    if (last?.history !== history) last = { history, found: find(history) };
    return last.found;
  };
}

const TCP = 6;
const SHORTEST_HEADER = 20;

/** @param peerPort  where in the header the port of the peer is */
function segmentOf(frame: Uint8Array, peerPort: number): Segment | undefined {
  const first = frame[0] ?? 0;
  const isIpv6 = first >> 4 === 6;
  if ((isIpv6 ? frame[6] : frame[9]) !== TCP || isFragment(frame)) return undefined;
  const at = isIpv6 ? 40 : (first & 15) * 4;
  if (frame.length < at + SHORTEST_HEADER) return undefined;
  const header = ((frame[at + 12] ?? 0) >> 4) * 4;
  const unit = getU16(frame, at + peerPort) - PEER_PORT;
  if (header < SHORTEST_HEADER || at + header > frame.length || unit < 0 || unit >= UNITS) return undefined;
  return {
    unit,
    localPort: getU16(frame, at + 2 - peerPort),
    sequence: getU32(frame, at + 4),
    acknowledgment: getU32(frame, at + 8),
    flags: frame[at + 13] ?? 0,
    window: getU16(frame, at + 14),
    options: at + SHORTEST_HEADER,
    payload: at + header,
    length: frame.length - at - header,
  };
}

const FRAGMENT_HEADER = 44;

/** Hop-by-hop options, routing, fragment, destination options; RFC 8200 section 4. */
const EXTENSIONS = new Set([0, 43, FRAGMENT_HEADER, 60]);

/** Whether it is a fragment, or has options or an extension header. */
function isAround(frame: Uint8Array): boolean {
  const first = frame[0] ?? 0;
  return first >> 4 === 6 ? EXTENSIONS.has(frame[6] ?? 0) : (first & 15) !== 5 || isFragment(frame);
}

/** Whether it is a part of an IP packet only. */
export function isFragment(frame: Uint8Array): boolean {
  if ((frame[0] ?? 0) >> 4 === 6) return frame[6] === FRAGMENT_HEADER;
  return (getU16(frame, 6) & 0x3fff) !== 0;
}
