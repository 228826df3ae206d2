// SPDX-License-Identifier: GPL-2.0
import { CHUNK, DATA } from "../../commands/sctp/chunk.js";
import type { History } from "../../history/history.js";
import {
  type Association,
  type DataChunk,
  dataOf,
  isPacket,
  isSameChunk,
  type SctpCall,
} from "../../history/sctp.js";
import { OP } from "../../program/operations.js";
import { optionOf } from "../../program/tables.js";
import { eachAssociation, type Oracle, type Violation } from "../oracle.js";

const EAGAIN = -11;
const NAME = "received-data";
const PEEK = 0x2;

/** Options by which a socket gets notifications, or parts of several messages in turn. */
const OTHERWISE: ReadonlySet<string> = new Set([
  "SCTP_EVENT",
  "SCTP_FRAGMENT_INTERLEAVE",
  "SCTP_PARTIAL_DELIVERY_POINT",
]);

/**
 * What a one-to-one socket reads is a message: the payload of chunks with consecutive TSNs, from one with the B bit
 * to one with the E bit; and each is read once, those of a stream in the order of their numbers, but for unordered ones.
 * That chunks are of one stream is up to the sender.
 */
export const receivedMessages: Oracle = {
  name: NAME,
  source: "RFC 9260 sections 3.3.1, 6.5, 6.6, 6.9; net/sctp/ulpqueue.c",
  judge: eachAssociation(judge),
};

/** Where the next byte of a socket may be from: in a chunk, or behind all of it. */
interface Place {
  /** The chunk that the message begins with; undefined between two messages. */
  readonly start: DataChunk | undefined;
  readonly chunk: DataChunk | undefined;
  readonly offset: number;
}

const BETWEEN: Place = { start: undefined, chunk: undefined, offset: 0 };

/** Content tells a chunk apart from others if there is so much of it. */
const TELLING_BYTES = 8;

/** The order in which ordered messages of each stream are read. */
class Order {
  private readonly next = new Map<number, number>();
  /** Something was read that may have been of any stream. */
  private isUnsure = false;

  skip(): void {
    this.isUnsure = true;
  }

  /** The number that the message should have had, if it is another. */
  take({ flags, stream, number }: DataChunk): number | undefined {
    if ((flags & DATA.unordered) !== 0) return undefined;
    const next = this.next.get(stream) ?? 0;
    this.next.set(stream, (number + 1) & NUMBERS);
    const ahead = (number - next) & NUMBERS;
    return ahead === 0 || (this.isUnsure && ahead <= NUMBERS / 2) ? undefined : next;
  }
}

/** The numbers that the peer has given to ordered messages. */
class Numbers {
  private readonly tsns = new Map<number, number>();

  /** False: another message has it. */
  takes({ flags, stream, number, tsn }: DataChunk): boolean {
    if ((flags & DATA.begin) === 0 || (flags & DATA.unordered) !== 0) return true;
    const key = stream * (NUMBERS + 1) + number;
    const before = this.tsns.get(key) ?? tsn;
    this.tsns.set(key, before);
    return before === tsn;
  }
}

/** SSNs are 16 bits. */
const NUMBERS = 0xffff;

function judge({ events, peerTsn }: Association, { program, observations }: History): Violation | undefined {
  if (program.records.some(({ op, a }) => op === OP.setOption && OTHERWISE.has(optionOf(a)?.name ?? "")))
    return undefined;
  const chunks = new Map<number, DataChunk[]>();
  const read = new Set<number>();
  let places: readonly Place[] = [BETWEEN];
  const order = new Order();
  const numbers = new Numbers();
  // Which of two calls that wait reads first is not told.
  let isOrdered = !observations.some((each) => each.type === "blocked" && each.rec.op === OP.receive);
  for (const event of events) {
    if (isPacket(event)) {
      if (event.type !== "in" || !event.isValid) continue;
      // Either side begins with numbers of streams anew: RFC 6525.
      if (event.packet.chunks.some(({ type }) => type === CHUNK.reconf)) isOrdered = false;
      for (const chunk of event.packet.chunks) {
        // Messages that are given up, and fragments with numbers of their own.
        if (GIVEN_UP.has(chunk.type)) return undefined;
        const data = dataOf(event.frame, chunk, peerTsn);
        if (data === undefined || data.payload.length === 0) continue;
        keep(chunks, data);
        // Of two messages with the same number the peer does not say which is first.
        if (!numbers.takes(data)) isOrdered = false;
      }
      continue;
    }
    if (event.type !== "call") continue;
    const { rec, ret, data } = event.observation;
    if (rec.op !== OP.receive || ret <= 0) continue;
    if ((rec.flags & ~PEEK) !== 0) return undefined;
    const after = places.flatMap((place) => follow(chunks, place, data, 0));
    if (after.length === 0)
      return violation(event, `${ret} bytes are read that are no message of the peer's`, "content");
    if ((rec.flags & PEEK) !== 0) continue;
    const starts = new Set(after.map((place) => place.start));
    const [start] = starts;
    const isBegin = places.every((place) => place.chunk === undefined);
    if (isBegin && start !== undefined && new Set(after.map(tsnOf)).size === 1 && ret >= TELLING_BYTES) {
      const { tsn, number } = start;
      if (read.has(tsn)) return violation(event, `the message of TSN ${tsn} is read twice`, "twice");
      read.add(tsn);
      if (starts.size > 1) order.skip();
      const instead = isOrdered && starts.size === 1 ? order.take(start) : undefined;
      if (instead !== undefined) {
        const message = `the message of TSN ${tsn} has number ${number} of its stream, and the next one is ${instead}`;
        return violation(event, message, "order");
      }
    } else if (isBegin) order.skip();
    places = after.map((place) => (isEnd(place) ? BETWEEN : place));
  }
  return undefined;
}

function tsnOf({ start }: Place): number | undefined {
  return start?.tsn;
}

const GIVEN_UP: ReadonlySet<number> = new Set([CHUNK.forwardTsn, CHUNK.iForwardTsn, CHUNK.iData]);

/** What is sent again is one chunk, unless it is another by then. */
function keep(chunks: Map<number, DataChunk[]>, data: DataChunk): void {
  const variants = chunks.get(data.tsn) ?? [];
  if (!variants.some((each) => isSameChunk(each, data))) chunks.set(data.tsn, [...variants, data]);
}

function isEnd({ chunk, offset }: Place): boolean {
  return chunk !== undefined && offset === chunk.payload.length && (chunk.flags & DATA.end) !== 0;
}

type Chunks = ReadonlyMap<number, readonly DataChunk[]>;

/** Where a socket may be that has read `bytes` from `at` on; none if they cannot be from there. */
function follow(chunks: Chunks, place: Place, bytes: Uint8Array, at: number): readonly Place[] {
  const { chunk, offset, start } = place;
  if (chunk === undefined)
    return [...chunks.values()].flatMap((variants) =>
      variants
        .filter(({ flags }) => (flags & DATA.begin) !== 0)
        .flatMap((first) => follow(chunks, { start: first, chunk: first, offset: 0 }, bytes, at)),
    );
  const count = Math.min(chunk.payload.length - offset, bytes.length - at);
  for (let i = 0; i < count; i++) if (bytes[at + i] !== chunk.payload[offset + i]) return [];
  const now = { start, chunk, offset: offset + count };
  if (at + count === bytes.length) return [now];
  // One call reads one message.
  if (isEnd(now)) return [];
  return (chunks.get(chunk.tsn + 1) ?? [])
    .filter(({ flags }) => (flags & DATA.begin) === 0)
    .flatMap((next) => follow(chunks, { start, chunk: next, offset: 0 }, bytes, at + count));
}

function violation({ index }: SctpCall, message: string, cause: string): Violation {
  // Nobody knows what comes next, if anything.
  return { oracle: NAME, message, index, cause, instead: { ret: EAGAIN } };
}
