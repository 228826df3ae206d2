// SPDX-License-Identifier: GPL-2.0
import { CHUNK, DATA } from "../../commands/sctp/chunk.js";
import type { History } from "../../history/history.js";
import { type Association, type DataChunk, dataOf, isPacket, type SctpCall } from "../../history/sctp.js";
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
 * to one with the E bit; and each is read once. That they are of one stream is up to the sender.
 */
export const receivedMessages: Oracle = {
  name: NAME,
  source: "RFC 9260 sections 3.3.1, 6.9; net/sctp/ulpqueue.c",
  judge: eachAssociation(judge),
};

/** Where the next byte of a socket may be from: in a chunk, or behind all of it. */
interface Place {
  /** The chunk that the message begins with; undefined between two messages. */
  readonly start: number | undefined;
  readonly chunk: DataChunk | undefined;
  readonly offset: number;
}

const BETWEEN: Place = { start: undefined, chunk: undefined, offset: 0 };

/** Content tells a chunk apart from others if there is so much of it. */
const TELLING_BYTES = 8;

function judge({ events, peerTsn }: Association, { program }: History): Violation | undefined {
  if (program.records.some(({ op, a }) => op === OP.setOption && OTHERWISE.has(optionOf(a)?.name ?? "")))
    return undefined;
  const chunks = new Map<number, DataChunk[]>();
  const read = new Set<number>();
  let places: readonly Place[] = [BETWEEN];
  for (const event of events) {
    if (isPacket(event)) {
      if (event.type !== "in" || !event.isValid) continue;
      for (const chunk of event.packet.chunks) {
        // Messages that are given up, and fragments with numbers of their own.
        if (GIVEN_UP.has(chunk.type)) return undefined;
        const data = dataOf(event.frame, chunk, peerTsn);
        if (data !== undefined && data.payload.length > 0)
          chunks.set(data.tsn, [...(chunks.get(data.tsn) ?? []), data]);
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
    const [start, ...others] = new Set(after.map((place) => place.start));
    const isBegin = places.every((place) => place.chunk === undefined);
    if (isBegin && start !== undefined && others.length === 0 && ret >= TELLING_BYTES) {
      if (read.has(start)) return violation(event, `the message of TSN ${start} is read twice`, "twice");
      read.add(start);
    }
    places = after.map((place) => (isEnd(place) ? BETWEEN : place));
  }
  return undefined;
}

const GIVEN_UP: ReadonlySet<number> = new Set([CHUNK.forwardTsn, CHUNK.iForwardTsn, CHUNK.iData]);

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
        .flatMap((first) => follow(chunks, { start: first.tsn, chunk: first, offset: 0 }, bytes, at)),
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
