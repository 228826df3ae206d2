// SPDX-License-Identifier: GPL-2.0
import { afterAll, describe, expect, it } from "vitest";
import { rec } from "../../../src/fuzz/commands/command.js";
import { CHUNK, type ChunkFields, chunk, DATA, PACKET } from "../../../src/fuzz/commands/sctp/chunk.js";
import { type History, historyOf, type Observation } from "../../../src/fuzz/history/history.js";
import { agreement } from "../../../src/fuzz/oracles/agreement.js";
import { withoutIgnored } from "../../../src/fuzz/oracles/ignored.js";
import { judge } from "../../../src/fuzz/oracles/index.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import { NOTHING, type Rec } from "../../../src/fuzz/program/program.js";
import { optionIndex } from "../../../src/fuzz/program/tables.js";
import { crc32c } from "../../../src/inject/wire/sctp/crc32c.js";
import { makeRig, programOf } from "../support.js";
import { forge } from "./forge.js";

const rig = makeRig();
afterAll(() => rig.close());

const UNIT = 1;
const SECOND_US = 1_000_000;
const INIT = chunk(UNIT, CHUNK.init, { a: 0xffff_fffe, b: 77, low: 0xffff, high: 1, count: 10, upper: 10 });
const LISTENING: readonly Rec[] = [rec(OP.socket, 0), rec(OP.bind, 0), rec(OP.listen, 0, { a: 5 })];
const SERVER: readonly Rec[] = [
  ...LISTENING,
  INIT,
  chunk(UNIT, CHUNK.cookieEcho),
  rec(OP.accept, 0, { a: UNIT }),
];
const WHOLE = DATA.begin | DATA.end;
const MESSAGE = chunk(UNIT, CHUNK.data, { low: 100, flags: WHOLE });
const RECEIVE = rec(OP.receive, UNIT, { a: 4000 });
const LONG = rec(OP.advance, 0, { a: 300 * SECOND_US });

/** Places in a frame over IPv4, of its first chunk. */
const TYPE = 32;
const TSN_LOWEST = 39;
const WINDOW = 42;
const FLAGS = 33;
const STREAM_LOWEST = 41;
const NUMBER_LOWEST = 43;
const PPID_LOWEST = 47;
const PAYLOAD = 48;
const PEER_WINDOW = 40;
/** The SCTP header, and its checksum. */
const HEADER = 20;
const CHECKSUM = 28;
const GAP_END_LOWEST = 51;

function run(...records: readonly Rec[]): History {
  const program = programOf("sctp", ...records);
  return historyOf(program, rig.startNs, rig.run(program));
}

function isSent(type: number): (observation: Observation) => boolean {
  return (observation) => observation.type === "sent" && observation.frame[TYPE] === type;
}

function frameOf(observation: Observation): Uint8Array {
  if (observation.type !== "sent") throw new RangeError("no packet of the kernel's");
  return observation.frame;
}

/** Changes a byte of the last packet of the kernel's that begins with such a chunk. */
function alter(
  observations: Observation[],
  type: number,
  at: number,
  change: (byte: number) => number,
): void {
  const index = observations.findLastIndex(isSent(type));
  const sent = observations[index];
  if (sent?.type !== "sent") throw new RangeError("no such packet");
  observations[index] = { ...sent, frame: sent.frame.map((byte, i) => (i === at ? change(byte) : byte)) };
}

describe("rules for SCTP", () => {
  it("see an acknowledgment of a TSN that was not sent, alone and as the end of a gap block", () => {
    const excess = forge(run(...SERVER, MESSAGE), (observations) =>
      alter(observations, CHUNK.sack, TSN_LOWEST, (byte) => byte + 1),
    );
    expect(excess).toMatchObject({ oracle: "acknowledgment", cause: "excess" });
    const gap = forge(run(...SERVER, { ...MESSAGE, a: 2 }), (observations) =>
      alter(observations, CHUNK.sack, GAP_END_LOWEST, (byte) => byte + 1),
    );
    expect(gap).toMatchObject({ oracle: "acknowledgment", cause: "gap" });
  });

  it("know the peer's numbers by the INIT ACK that was answered", () => {
    const answer = (a: number) => chunk(UNIT, CHUNK.initAck, { a, b: 7, low: 50_000, count: 10, upper: 10 });
    const history = run(
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      answer(65_536),
      // With the same cookie, and for nothing: the cookie goes out again for the first one.
      answer(0),
      rec(OP.advance, 0, { a: 4 * SECOND_US }),
      chunk(UNIT, CHUNK.cookieAck),
      rec(OP.close, UNIT),
    );
    expect(history.observations.filter(isSent(CHUNK.cookieEcho))).toHaveLength(2);
    expect(history.observations.filter(isSent(CHUNK.shutdown))).toHaveLength(1);
    expect(judge(history)).toBeUndefined();
  });

  it("do not know whose INIT counts when both sides open an association at once", () => {
    const side = { low: 2047, count: 64, upper: 1 };
    const history = run(
      rec(OP.socket, 0, { a: 1 }),
      rec(OP.bind, 0),
      rec(OP.listen, 0, { a: 1 }),
      chunk(UNIT, CHUNK.init, side),
      rec(OP.send, 0, { a: 1, b: UNIT + 1 }),
      // For the kernel's INIT ACK, which has other numbers than its own INIT.
      chunk(UNIT, CHUNK.cookieEcho),
      // The INIT goes out again, and that is what the peer answers.
      rec(OP.advance, 0, { a: 4 * SECOND_US }),
      chunk(UNIT, CHUNK.initAck, side),
    );
    expect(history.observations.filter(isSent(CHUNK.cookieEcho))).toHaveLength(1);
    expect(judge(history)).toBeUndefined();
  });

  it("see an acknowledgment that is taken back", () => {
    const back = forge(run(...SERVER, ...Array<Rec>(7).fill(MESSAGE)), (observations) =>
      alter(observations, CHUNK.sack, TSN_LOWEST, (byte) => byte - 3),
    );
    expect(back).toMatchObject({ oracle: "acknowledgment", cause: "back" });
  });

  it("see a message that is none, with a part missing, and read twice", () => {
    const parts = [
      chunk(UNIT, CHUNK.data, { low: 100, flags: DATA.begin }),
      chunk(UNIT, CHUNK.data, { low: 50 }),
      chunk(UNIT, CHUNK.data, { low: 20, flags: DATA.end }),
    ];
    const history = run(...SERVER, ...parts, RECEIVE, RECEIVE);
    const read = history.observations.findIndex(
      (observation) => observation.type === "call" && observation.ret === 170,
    );
    const violations = [
      (data: Uint8Array) => data.map((byte, i) => (i === 110 ? ~byte : byte)),
      (data: Uint8Array) => Uint8Array.of(...data.subarray(0, 100), ...data.subarray(150)),
    ].map((change) =>
      forge(history, (observations) => {
        const call = observations[read];
        if (call?.type !== "call") throw new RangeError("nothing is read");
        const data = change(call.data);
        observations[read] = { ...call, data, ret: data.length };
      }),
    );
    for (const violation of violations)
      expect(violation).toMatchObject({ oracle: "received-data", cause: "content" });
    const twice = forge(history, (observations) => {
      const call = observations[read];
      if (call !== undefined) observations.push(call);
    });
    expect(twice).toMatchObject({ oracle: "received-data", cause: "twice" });
  });

  it("see messages of a stream that are read in another order, or one that is left out", () => {
    /** What two messages are read as: the first one, the second. */
    const readAs = (messages: readonly [Rec, Rec], order: readonly number[]) => {
      const history = run(...SERVER, ...messages, RECEIVE, RECEIVE);
      return forge(history, (observations) => {
        const isRead = (each: Observation) => each.type === "call" && each.rec.op === OP.receive;
        const reads = history.observations.flatMap((each) =>
          isRead(each) && each.type === "call" ? [each] : [],
        );
        const first = observations.findIndex(isRead);
        observations.splice(first, observations.length, ...order.flatMap((at) => reads[at] ?? []));
      });
    };
    const wrong = { oracle: "received-data", cause: "order" };
    const unordered = { ...MESSAGE, d: WHOLE | DATA.unordered };
    const elsewhere = chunk(UNIT, CHUNK.data, { low: 100, high: 1, flags: WHOLE });
    expect(readAs([MESSAGE, MESSAGE], [1, 0])).toMatchObject(wrong);
    expect(readAs([MESSAGE, MESSAGE], [1])).toMatchObject(wrong);
    expect(readAs([MESSAGE, elsewhere], [1, 0])).toBeUndefined();
    expect(readAs([MESSAGE, unordered], [1, 0])).toBeUndefined();
  });

  it("do not know the order of two messages to which the peer gives one number", () => {
    const history = run(
      rec(OP.socket, 0),
      rec(OP.setOption, 0, { a: optionIndex("SO_RCVBUF") }),
      ...LISTENING.slice(1),
      chunk(UNIT, CHUNK.init, { low: 1535, count: 64, upper: 1 }),
      chunk(UNIT, CHUNK.cookieEcho),
      rec(OP.accept, 0, { a: UNIT }),
      // It goes on with another message, and with the rest of this one.
      chunk(UNIT, CHUNK.data, { low: 1347, flags: DATA.begin }),
      chunk(UNIT, CHUNK.data, { low: 100, flags: WHOLE }),
      chunk(UNIT, CHUNK.data, { low: 100 }),
      rec(OP.receive, UNIT, { a: 128 }),
      rec(OP.receive, UNIT, { a: 8 }),
    );
    expect(history.observations.at(-1)).toMatchObject({ type: "call", ret: 8 });
    expect(judge(history)).toBeUndefined();
  });

  it("follow a message that is read bit by bit", () => {
    const small = rec(OP.receive, UNIT, { a: 33 });
    expect(judge(run(...SERVER, MESSAGE, MESSAGE, small, small, RECEIVE, small, RECEIVE))).toBeUndefined();
  });

  it("do not know from which of two associations of a socket data is read", () => {
    const history = run(
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      rec(OP.connect, UNIT, { a: 7 }),
      chunk(UNIT, CHUNK.initAck, { low: 2047, count: 64, upper: 1 }),
      chunk(UNIT, CHUNK.cookieAck),
      chunk(UNIT, CHUNK.data, { low: 1, flags: WHOLE }),
      rec(OP.receive, UNIT, { a: 1 }),
      chunk(7, CHUNK.initAck, { low: 2047, count: 64, upper: 1 }),
    );
    expect(history.observations).toContainEqual(
      expect.objectContaining({ rec: expect.objectContaining({ op: OP.receive }), ret: 1 }),
    );
    expect(judge(history)).toBeUndefined();
  });

  it("see an association that survives a SACK of what was never sent", () => {
    const history = run(
      ...SERVER,
      rec(OP.send, UNIT, { a: 100 }),
      chunk(UNIT, CHUNK.sack, { a: 1, b: 65_535 }),
    );
    const violation = forge(history, (observations) => {
      observations.splice(observations.findLastIndex(isSent(CHUNK.abort)), 1);
    });
    expect(violation).toMatchObject({ oracle: "excess-acknowledgment" });
  });

  it("say nothing of an association whose cookie was too old, which begins anew", () => {
    const records = [
      rec(OP.socket, 0),
      rec(OP.connect, 0, { a: UNIT }),
      chunk(UNIT, CHUNK.initAck, { low: 2047, count: 1, upper: 8 }),
      // A stale cookie.
      chunk(UNIT, CHUNK.error, { a: 3, low: 4 }),
      chunk(UNIT, CHUNK.cookieAck),
      chunk(UNIT, CHUNK.sack, { a: 1 }),
    ];
    expect(judge(run(...records))).toBeUndefined();
  });

  it("say nothing of a TSN that is as far before as behind what was sent", () => {
    const far = chunk(UNIT, CHUNK.shutdown, { a: 0x7fff_ffff });
    expect(judge(run(...SERVER, rec(OP.send, UNIT, { a: 1 }), far))).toBeUndefined();
  });

  it("see messages that are acknowledged and cannot be read", () => {
    const later = chunk(UNIT, CHUNK.data, { low: 50, flags: WHOLE });
    const wait = rec(OP.advance, 0, { a: SECOND_US });
    const history = run(...SERVER, MESSAGE, later, wait, RECEIVE, RECEIVE, RECEIVE);
    const violation = forge(history, (observations) => {
      const last = observations.findLastIndex((seen) => seen.type === "call" && seen.ret === 50);
      observations.splice(last, 1);
    });
    expect(violation).toMatchObject({ oracle: "received-data", cause: "withheld" });
  });

  describe("of what the kernel sends", () => {
    const send = (length: number) => rec(OP.send, UNIT, { a: length });
    const acknowledge = chunk(UNIT, CHUNK.sack, { a: 0, b: 65_535 });
    const unordered = rec(OP.setOption, UNIT, {
      a: optionIndex("SCTP_DEFAULT_SNDINFO"),
      flags: 16,
      b: 1 << 16,
    });
    const sends = [...SERVER, send(100), acknowledge, send(4000), acknowledge, send(100), acknowledge];
    /** Rules about data, where a byte of one of the packets with DATA is another. */
    const altered = (records: readonly Rec[], at: number, which: number, change: (byte: number) => number) =>
      forge(run(...records), (observations) => {
        const index = observations.flatMap((each, i) => (isSent(CHUNK.data)(each) ? [i] : [])).at(which);
        const sent = observations[index ?? -1];
        if (sent?.type !== "sent") throw new RangeError("no such packet");
        const frame = sent.frame.map((byte, i) => (i === at ? change(byte) : byte));
        observations[index ?? -1] = { ...sent, frame };
      });

    it("see a byte that no call has written, and a message that ends too early or too late", () => {
      const content = { oracle: "sent-data", cause: "content" };
      expect(altered(sends, PAYLOAD + 99, 0, (byte) => ~byte & 255)).toMatchObject(content);
      expect(altered(sends, PAYLOAD + 99, -2, (byte) => ~byte & 255)).toMatchObject(content);
      expect(altered(sends, FLAGS, 0, () => DATA.begin)).toMatchObject(content);
      expect(altered(sends, FLAGS, 1, () => WHOLE)).toMatchObject(content);
    });

    it("do not know what is written on a socket that opens two associations", () => {
      const history = run(
        rec(OP.socket, UNIT),
        rec(OP.connect, UNIT, { a: UNIT }),
        rec(OP.connect, UNIT, { a: 0 }),
        chunk(UNIT, CHUNK.initAck, { a: 1, b: 7, low: 50_000, count: 10, upper: 10 }),
        chunk(UNIT, CHUNK.cookieAck),
        send(100),
      );
      expect(history.observations.filter(isSent(CHUNK.data))).toHaveLength(1);
      expect(judge(history)).toBeUndefined();
    });

    it("see a TSN that is left out, and one that is sent again as something else", () => {
      const later = altered(sends, TSN_LOWEST, 1, (byte) => byte + 1);
      expect(later).toMatchObject({ oracle: "sent-data", cause: "gap" });
      const again = [...SERVER, send(100), LONG];
      for (const at of [FLAGS, STREAM_LOWEST, NUMBER_LOWEST, PPID_LOWEST, PAYLOAD + 50])
        expect(altered(again, at, 1, (byte) => byte ^ 4)).toMatchObject({
          oracle: "sent-data",
          cause: "again",
        });
    });

    it("see fragments that are of no message, or of two", () => {
      const fragment = { oracle: "sent-data", cause: "fragment" };
      expect(altered(sends, FLAGS, 0, () => DATA.end)).toMatchObject(fragment);
      expect(altered(sends, FLAGS, 2, () => DATA.begin)).toMatchObject(fragment);
      expect(altered(sends, STREAM_LOWEST, 2, () => 1)).toMatchObject(fragment);
      expect(altered(sends, NUMBER_LOWEST, 2, (byte) => byte + 1)).toMatchObject(fragment);
    });

    it("see the number of a message that is not the next of its stream, unless the message is unordered", () => {
      const number = { oracle: "sent-data", cause: "number" };
      expect(altered(sends, NUMBER_LOWEST, 0, () => 1)).toMatchObject(number);
      expect(altered(sends, NUMBER_LOWEST, -1, (byte) => byte - 1)).toMatchObject(number);
      const free = [...SERVER, unordered, send(100), acknowledge, send(50), acknowledge];
      expect(altered(free, NUMBER_LOWEST, -1, () => 7)).toBeUndefined();
    });

    it("see a message that is sent twice, and messages in another order", () => {
      const history = run(...SERVER, send(100), acknowledge, send(100), acknowledge);
      const payloads = history.observations.filter(isSent(CHUNK.data)).map(frameOf);
      const withPayloads = (order: readonly number[]) =>
        forge(history, (observations) => {
          let count = 0;
          for (const [index, each] of observations.entries()) {
            if (each.type !== "sent" || !isSent(CHUNK.data)(each)) continue;
            const frame = Uint8Array.from(each.frame);
            frame.set((payloads[order[count++] ?? -1] ?? frame).subarray(PAYLOAD), PAYLOAD);
            observations[index] = { ...each, frame };
          }
        });
      expect(payloads).toHaveLength(2);
      expect(withPayloads([0, 1])).toBeUndefined();
      expect(withPayloads([0, 0])).toMatchObject({ oracle: "sent-data", cause: "twice" });
      expect(withPayloads([1, 0])).toMatchObject({ oracle: "sent-data", cause: "order" });
    });
  });

  it("see data beyond the peer's window, but not behind what it has, nor alone", () => {
    const noDelay = rec(OP.setOption, UNIT, { a: optionIndex("SCTP_NODELAY"), b: 1 });
    const send = (length: number) => rec(OP.send, UNIT, { a: length });
    const sack = (window: number, fields: ChunkFields = {}) =>
      chunk(UNIT, CHUNK.sack, { b: window, ...fields });
    /** What is said where the last SACK of the peer's announces another window. */
    const announced = (window: number, ...records: readonly Rec[]) =>
      forge(run(...SERVER, noDelay, ...records), (observations) => {
        const index = observations.findLastIndex(
          ({ type, ...each }) => type === "received" && "frame" in each && each.frame[TYPE] === CHUNK.sack,
        );
        const observation = observations[index];
        if (observation?.type !== "received") throw new RangeError("no SACK");
        const frame = Uint8Array.from(observation.frame);
        const view = new DataView(frame.buffer);
        view.setUint32(PEER_WINDOW, window);
        view.setUint32(CHECKSUM, crc32c(frame, HEADER, frame.length, CHECKSUM), true);
        observations[index] = { ...observation, frame };
      });
    const excess = { oracle: "peer-window", cause: "excess" };
    const second = [send(100), sack(500, { a: -1 }), send(400)];
    expect(announced(500, ...second)).toBeUndefined();
    expect(announced(499, ...second)).toMatchObject(excess);
    // The second of two has come.
    const gap = [send(100), send(50), sack(300, { a: -2, low: 2, high: 1, count: 1 }), send(200)];
    expect(announced(300, ...gap)).toBeUndefined();
    expect(announced(299, ...gap)).toMatchObject(excess);
    const alone = [send(100), sack(65_535), send(50)];
    expect(announced(0, ...alone)).toBeUndefined();
    expect(announced(0, ...alone, send(1))).toMatchObject(excess);
    // A SACK of what was never sent tells of no window, and what waits is sent with the ABORT.
    expect(judge(run(...SERVER, send(100), send(50), sack(0, { a: 1 })))).toBeUndefined();
  });

  it("see a window that does not open again", () => {
    const violation = forge(run(...SERVER, MESSAGE, RECEIVE, MESSAGE, MESSAGE), (observations) =>
      alter(observations, CHUNK.sack, WINDOW, (byte) => byte - 1),
    );
    expect(violation).toMatchObject({ oracle: "own-window" });
  });

  it("let what is taken back of a gap block be acknowledged again, and the window grow by it", () => {
    const sack = (from: number, gaps: number): Rec =>
      chunk(UNIT, CHUNK.sack, { a: from, b: 12_500, count: gaps, low: 2, high: 2 });
    const history = run(
      ...SERVER,
      rec(OP.send, UNIT, { a: 100 }),
      rec(OP.send, UNIT, { a: 12_088 }),
      sack(-4, 1),
      sack(-5, 0),
      sack(-5, 0),
    );
    expect(judge(history)).toBeUndefined();
  });

  it("see a congestion window that grows by more than a SACK allows", () => {
    const history = run(
      ...SERVER,
      rec(OP.send, UNIT, { a: 20_000 }),
      chunk(UNIT, CHUNK.sack, { b: 65_535 }),
      chunk(UNIT, CHUNK.sack, { b: 65_535 }),
      chunk(UNIT, CHUNK.sack, { b: 65_535 }),
    );
    expect(history.observations.filter(isSent(CHUNK.data)).length).toBeGreaterThan(6);
    const violation = forge(history, (observations) => {
      const sacks = observations.flatMap(({ type }, at) => (type === "received" ? [at] : [])).slice(-3);
      // As if what the later ones made room for had been sent before them.
      const [first = 0] = sacks;
      const later = observations.slice(first).filter((observation) => observation.type !== "received");
      observations.splice(first, observations.length, ...later);
    });
    expect(violation).toMatchObject({ oracle: "congestion-window", cause: "excess" });
  });

  it("see a timer that does not back off, and one that does not run", () => {
    const history = run(...SERVER, rec(OP.send, UNIT, { a: 100 }), LONG);
    const constant = forge(history, (observations) => {
      let count = 0;
      for (const [at, observation] of observations.entries())
        if (isSent(CHUNK.data)(observation))
          observations[at] = { ...observation, timeNs: rig.startNs + ++count * 3e9 };
    });
    expect(constant).toMatchObject({ oracle: "back-off" });
    const none = forge(history, (observations) => {
      const first = observations.findIndex(isSent(CHUNK.data));
      for (let at = observations.length - 1; at > first; at--)
        if (observations[at]?.type === "sent") observations.splice(at, 1);
    });
    expect(none).toMatchObject({ oracle: "stall" });
  });

  it("know that a heartbeat takes along what waits", () => {
    const history = run(
      ...LISTENING,
      chunk(UNIT, CHUNK.init, { low: 2047, count: 64, upper: 1 }),
      chunk(UNIT, CHUNK.cookieEcho),
      rec(OP.accept, 0, { a: UNIT }),
      rec(OP.send, UNIT, { a: 1 }),
      chunk(UNIT, CHUNK.sack),
      rec(OP.send, UNIT, { a: 1, flags: 0x8000 }),
      rec(OP.advance, 0, { a: 204 * SECOND_US }),
      rec(OP.send, UNIT, { a: 1 }),
    );
    expect(history.observations.filter(isSent(CHUNK.heartbeat)).length).toBeGreaterThan(3);
    expect(judge(history)).toBeUndefined();
  });

  it("see an ABORT that is answered by one", () => {
    const violation = forge(run(...SERVER, chunk(UNIT, CHUNK.abort)), (observations) => {
      const at = observations.findLastIndex(({ type }) => type === "received");
      const abort = observations[at];
      if (abort?.type !== "received") throw new RangeError("no ABORT");
      const frame = Uint8Array.from(abort.frame);
      frame.copyWithin(22, 20, 22);
      observations.splice(at + 1, 0, { ...abort, type: "sent", frame });
    });
    expect(violation).toMatchObject({ oracle: "abort-for-abort", cause: "cause 0" });
  });

  it("see a cookie that is too old, and one that was changed", () => {
    const late = [
      ...LISTENING,
      INIT,
      rec(OP.advance, 0, { a: 65 * SECOND_US }),
      chunk(UNIT, CHUNK.cookieEcho),
    ];
    const old = forge(run(...late), (observations) =>
      alter(observations, CHUNK.error, TYPE, () => CHUNK.cookieAck),
    );
    expect(old).toMatchObject({ oracle: "cookie", cause: "that is # s old" });
    const changed = run(...LISTENING, INIT, chunk(UNIT, CHUNK.cookieEcho, { a: 50 }));
    const taken = forge(changed, (observations) => {
      const answer = observations.find(isSent(CHUNK.initAck));
      const echo = observations.findLastIndex(({ type }) => type === "received");
      const { timeNs = 0, record = 0 } = observations[echo] ?? {};
      if (answer !== undefined) observations.splice(echo + 1, 0, { ...answer, timeNs, record });
      alter(observations, CHUNK.initAck, TYPE, () => CHUNK.cookieAck);
    });
    expect(taken).toMatchObject({ oracle: "cookie", cause: "that the kernel has not made" });
  });

  it("leave out what has to be ignored, unless other chunks are in the same packet", () => {
    const abort = chunk(UNIT, CHUNK.abort, { packet: PACKET.wrongTag });
    const damaged = chunk(UNIT, CHUNK.data, { packet: PACKET.crc | PACKET.uncounted, low: 10 });
    expect(withoutIgnored(programOf("sctp", ...SERVER, abort, damaged, RECEIVE))?.records).toEqual([
      ...SERVER,
      chunk(UNIT, CHUNK.cookieAck, { packet: PACKET.wrongTag }),
      NOTHING,
      RECEIVE,
    ]);
    const waiting = chunk(UNIT, CHUNK.data, { packet: PACKET.waits, low: 10, flags: WHOLE });
    expect(withoutIgnored(programOf("sctp", ...SERVER, waiting, abort))).toBeUndefined();
    expect(withoutIgnored(programOf("sctp", ...SERVER, RECEIVE))).toBeUndefined();
  });

  it("know that any packet has the queue flushed, which puts off a heartbeat", () => {
    const program = programOf(
      "sctp",
      rec(OP.socket, UNIT),
      rec(OP.connect, UNIT, { a: UNIT }),
      chunk(UNIT, CHUNK.initAck, { low: 1535, flags: 0, count: 1, upper: 1 }),
      chunk(UNIT, CHUNK.cookieAck),
      rec(OP.send, UNIT, { a: 1452 }),
      rec(OP.send, UNIT, { a: 1 }),
      rec(OP.advance, 0, { a: 206 * SECOND_US }),
      chunk(UNIT, CHUNK.abort, { packet: PACKET.wrongTag }),
      // The heartbeat would have been one packet without an answer too many.
      rec(OP.advance, 0, { a: 82 * SECOND_US }),
      rec(OP.receive, UNIT),
    );
    const without = withoutIgnored(program);
    expect(without).toBeDefined();
    const [history, other] = [program, without ?? program].map((each) =>
      historyOf(each, rig.startNs, rig.run(each)),
    );
    if (history === undefined || other === undefined) throw new RangeError("two runs");
    const last = other.observations.at(-1);
    expect(last).toMatchObject({ type: "call", ret: -11 });
    expect(agreement.ignored(history, other)).toBeUndefined();
  });
});
