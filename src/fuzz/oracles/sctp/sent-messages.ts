// SPDX-License-Identifier: GPL-2.0
import { firstStrange } from "../../../inject/wire/pattern.js";
import { CHUNK, DATA } from "../../commands/sctp/chunk.js";
import type { History } from "../../history/history.js";
import { type Association, type DataChunk, dataOf, isPacket, isSameChunk } from "../../history/sctp.js";
import { type Written, writtenMessages } from "../../history/sctp-written.js";
import { eachAssociation, type Oracle, type Violation } from "../oracle.js";
import { abandons } from "./abandons.js";

const NAME = "sent-data";

/**
 * New TSNs ascend by one, and so do the numbers of a stream's messages; one that is sent again is what it was. The
 * chunks from a B bit to an E bit are a message that a call has taken, each is sent once, and those of a stream
 * in the order of the calls.
 */
export const sctpSentMessages: Oracle = {
  name: NAME,
  source:
    "RFC 9260 sections 3.3.1, 6.5, 6.6 and 6.9, RFC 8260 section 2.1; net/sctp/outqueue.c, chunk.c, stream_interleave.c",
  needsMemory: true,
  judge: eachAssociation(judge),
};

/** A message whose first chunks were sent. */
interface Begun {
  readonly last: DataChunk;
  /** Bytes so far. */
  readonly length: number;
  /** What it may be. */
  readonly candidates: readonly Written[];
}

/** Content tells a message apart from others if there is so much of it. */
const TELLING_BYTES = 8;

/** Without I-DATA, messages of all streams follow each other: RFC 9260 section 6.9. */
const ALL_STREAMS = -1;

/** What is wrong with a chunk: the message and its cause. */
type Wrong = readonly [message: string, cause: string];

/** What the kernel has sent for the first time, chunk by chunk. */
class Sender {
  private readonly chunks = new Map<number, DataChunk>();
  private readonly begun = new Map<number, Begun>();
  /** The next number, of each stream's ordered messages and of those that are not. */
  private readonly numbers = new Map<string, number>();
  private readonly finished = new Set<Written>();
  /** Of each stream: which call its last message was of. */
  private readonly calls = new Map<number, number>();

  /**
   * @param written  what the calls have taken, if that is known
   * @param mayAbandon  messages may end before their E bit: RFC 3758
   */
  constructor(
    private readonly written: readonly Written[] | undefined,
    private readonly mayAbandon: boolean,
  ) {}

  /** What is wrong if the kernel sends this chunk. */
  take(chunk: DataChunk): Wrong | undefined {
    const { tsn } = chunk;
    const before = this.chunks.get(tsn);
    if (before !== undefined) {
      if (isSameChunk(before, chunk)) return undefined;
      return [`TSN ${tsn} is sent again as something else`, "again"];
    }
    const next = this.chunks.size;
    if (tsn !== next) return [`TSN ${tsn} is sent, and the next one is ${next}`, "gap"];
    this.chunks.set(tsn, chunk);
    const key = chunk.isInterleaved ? chunk.stream : ALL_STREAMS;
    const begun = this.begun.get(key);
    if ((chunk.flags & DATA.begin) === 0) {
      if (begun === undefined) return [`TSN ${tsn} goes on with a message that has not begun`, "fragment"];
      if (!follows(begun.last, chunk))
        return [`TSN ${tsn} is not the fragment that follows TSN ${begun.last.tsn}`, "fragment"];
      return this.goOn(key, chunk, begun);
    }
    if (begun !== undefined && !this.mayAbandon)
      return [`TSN ${tsn} begins a message, and that of TSN ${begun.last.tsn} has not ended`, "fragment"];
    return this.count(chunk) ?? this.goOn(key, chunk, undefined);
  }

  /** The number of a message in its stream; a DATA that is not ordered has none. */
  private count({ flags, tsn, stream, number, isInterleaved }: DataChunk): Wrong | undefined {
    const isUnordered = (flags & DATA.unordered) !== 0;
    if (isUnordered && !isInterleaved) return undefined;
    const key = `${stream} ${isUnordered}`;
    const expected = this.numbers.get(key) ?? 0;
    this.numbers.set(key, isInterleaved ? (expected + 1) >>> 0 : (expected + 1) & 0xffff);
    if (number === expected) return undefined;
    return [`TSN ${tsn} has number ${number} of stream ${stream}, and the next one is ${expected}`, "number"];
  }

  private goOn(key: number, chunk: DataChunk, begun: Begun | undefined): Wrong | undefined {
    const { flags, tsn, payload, stream } = chunk;
    const before = begun?.length ?? 0;
    const length = before + payload.length;
    const isEnd = (flags & DATA.end) !== 0;
    const candidates = (begun?.candidates ?? this.written ?? []).filter(
      (message) =>
        (isEnd ? message.length === length : message.length > length) &&
        firstStrange(payload, 0, payload.length, message.position + before) < 0,
    );
    if (isEnd) this.begun.delete(key);
    else this.begun.set(key, { last: chunk, length, candidates });
    if (this.written === undefined) return undefined;
    if (candidates.length === 0) return [`TSN ${tsn} carries bytes that are no message's there`, "content"];
    return isEnd && length >= TELLING_BYTES ? this.finish(tsn, stream, candidates) : undefined;
  }

  private finish(tsn: number, stream: number, candidates: readonly Written[]): Wrong | undefined {
    const message = candidates.find((each) => !this.finished.has(each));
    if (message === undefined) return [`the message that ends at TSN ${tsn} was sent before`, "twice"];
    this.finished.add(message);
    const call = this.written?.indexOf(message) ?? 0;
    const last = this.calls.get(stream) ?? -1;
    this.calls.set(stream, Math.max(last, call));
    if (call > last) return undefined;
    return [`the message that ends at TSN ${tsn} is sent after a later one of stream ${stream}`, "order"];
  }
}

function judge(association: Association, history: History): Violation | undefined {
  const { events, kernelTsn, unit } = association;
  const sender = new Sender(knownOf(history, unit), history.program.records.some(abandons));
  for (const event of events) {
    // What a fragment of the kernel's carries is not known.
    if (event.type === "other" && history.observations[event.index]?.type === "sent") return undefined;
    if (!isPacket(event) || !event.isValid) continue;
    const { frame, packet, index } = event;
    for (const chunk of packet.chunks) {
      // Numbers of streams begin anew, or streams are added: RFC 6525.
      if (chunk.type === CHUNK.reconf) return undefined;
      const data = event.type === "out" ? dataOf(frame, chunk, kernelTsn) : undefined;
      const wrong = data === undefined ? undefined : sender.take(data);
      if (wrong !== undefined) return { oracle: NAME, message: wrong[0], index, cause: wrong[1] };
    }
  }
  return undefined;
}

function knownOf(history: History, unit: number): readonly Written[] | undefined {
  const written = writtenMessages(history);
  return written === undefined ? undefined : (written.get(unit) ?? []);
}

/** Whether it is of the same message. In I-DATA fragments have numbers: Linux begins with 0 behind the first one. */
function follows(last: DataChunk, { flags, stream, number, ppid, isInterleaved }: DataChunk): boolean {
  const isNext = isInterleaved
    ? (last.flags & DATA.begin) !== 0
      ? ppid <= 1
      : ppid === last.ppid + 1
    : ppid === last.ppid;
  const isUnordered = (flags & DATA.unordered) !== 0;
  return (
    isNext &&
    last.stream === stream &&
    last.number === number &&
    ((last.flags & DATA.unordered) !== 0) === isUnordered
  );
}
