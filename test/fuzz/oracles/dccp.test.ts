// SPDX-License-Identifier: GPL-2.0
import { afterAll, assert, describe, expect, it } from "vitest";
import { rec } from "../../../src/fuzz/commands/command.js";
import { ALL_RECEIVED, CELL, DCCP, OPTION, PACKET, packet } from "../../../src/fuzz/commands/dccp/packet.js";
import { settling } from "../../../src/fuzz/generate/program.js";
import { type History, historyOf, type Observation } from "../../../src/fuzz/history/history.js";
import { judge } from "../../../src/fuzz/oracles/index.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import type { Rec } from "../../../src/fuzz/program/program.js";
import { makeRig, programOf } from "../support.js";
import { forge } from "./forge.js";

const rig = makeRig();
afterAll(() => rig.close());

const UNIT = 1;
const SECOND_US = 1_000_000;
const ECONNRESET = -104;
const OPEN: readonly Rec[] = [
  rec(OP.socket, 0),
  rec(OP.bind, 0),
  rec(OP.listen, 0, { a: 5 }),
  packet(UNIT, DCCP.request, { sequence: 5 }),
  packet(UNIT, DCCP.ack, { flags: PACKET.confirms, options: OPTION.ackVector0, extra: ALL_RECEIVED }),
  rec(OP.accept, 0, { a: UNIT }),
  rec(OP.advance, 0, { a: SECOND_US }),
];
const RECEIVE = rec(OP.receive, UNIT, { a: 4000 });
const SEND = rec(OP.send, UNIT, { a: 100 });

/** Places in a packet over IPv4: what it acknowledges, its own number, and options if it acknowledges. */
const ACK_LOWEST = 43;
const NUMBER = 30;
/** Its type, and that its number is long. */
const TYPE = 28;
const OPTIONS = 44;

function run(...records: readonly Rec[]): History {
  const program = programOf("dccp", ...OPEN, ...records);
  return historyOf(program, rig.startNs, rig.run(program));
}

/** Gives the last call other results. */
function answer(observations: Observation[], ret: number, data?: Uint8Array): void {
  const at = observations.findLastIndex(({ type }) => type === "call");
  const call = observations[at];
  if (call?.type === "call") observations[at] = { ...call, ret, data: data ?? call.data };
}

describe("rules for DCCP", () => {
  it("see a message that is read with another byte, and one that is read again", () => {
    const data = packet(UNIT, DCCP.data, { length: 50 });
    const wrong = forge(run(data, RECEIVE), (observations) => {
      const call = observations.at(-1);
      if (call?.type === "call") answer(observations, 50, call.data.with(3, 1 + (call.data[3] ?? 0)));
    });
    expect(wrong).toMatchObject({ oracle: "datagrams", cause: "content" });
    const again = forge(run(data, RECEIVE, RECEIVE), (observations) => {
      const first = observations.findLast((call) => call.type === "call" && call.ret === 50);
      if (first?.type === "call") answer(observations, 50, first.data);
    });
    expect(again).toMatchObject({ oracle: "datagrams", cause: "order" });
  });

  it.each([
    ["with a wrong checksum", { flags: PACKET.checksum | PACKET.uncounted }],
    ["beyond the window", { flags: PACKET.uncounted, sequence: 100 }],
  ])("see a message of a packet %s", (_, fields) => {
    const history = run(packet(UNIT, DCCP.data, { ...fields, length: 50 }), RECEIVE);
    const violation = forge(history, (observations) => {
      const sent = observations.findLast(({ type }) => type === "received");
      if (sent?.type === "received") answer(observations, 50, sent.frame.subarray(-50));
    });
    expect(violation).toMatchObject({ oracle: "datagrams", cause: "content" });
  });

  it("see a message that is sent with another byte, or twice", () => {
    const sentLast = (observations: readonly Observation[]): number =>
      observations.findLastIndex(({ type }) => type === "sent");
    const wrong = forge(run(SEND), (observations) => {
      const at = sentLast(observations);
      const sent = observations[at];
      if (sent?.type === "sent")
        observations[at] = { ...sent, frame: sent.frame.with(-1, 1 + (sent.frame.at(-1) ?? 0)) };
    });
    expect(wrong).toMatchObject({ oracle: "sent-data" });
    const twice = forge(run(SEND), (observations) => {
      const sent = observations[sentLast(observations)];
      if (sent !== undefined) observations.push(sent);
    });
    expect(twice).toMatchObject({ oracle: "sent-data" });
  });

  it("see a connection that a Reset with an old number ends", () => {
    const old = packet(UNIT, DCCP.reset, { flags: PACKET.uncounted, sequence: -1, code: 2 });
    // An acknowledgment tells the greatest number that the kernel has received.
    const history = run(
      packet(UNIT, DCCP.data, { length: 9 }),
      RECEIVE,
      SEND,
      packet(UNIT, DCCP.ack),
      SEND,
      old,
      RECEIVE,
    );
    const violation = forge(history, (observations) => answer(observations, ECONNRESET));
    expect(violation).toMatchObject({ oracle: "blind-reset" });
  });

  it("see a Reset that answers a Reset", () => {
    const old = packet(UNIT, DCCP.reset, { flags: PACKET.uncounted, sequence: 1000 });
    const violation = forge(run(old), (observations) => {
      const reset = observations.findLast(({ type }) => type === "received");
      if (reset?.type !== "received") return;
      // From the other side: the ports change places.
      const frame = Uint8Array.from(reset.frame);
      frame.copyWithin(22, 20, 22);
      observations.push({ ...reset, type: "sent", frame });
    });
    expect(violation).toMatchObject({ oracle: "reset-for-reset" });
  });

  it("see a packet beyond the window that no Sync answers", () => {
    const far = packet(UNIT, DCCP.data, { flags: PACKET.uncounted, sequence: 100, length: 9 });
    const violation = forge(run(far), (observations) =>
      observations.splice(
        observations.findLastIndex(({ type }) => type === "sent"),
        1,
      ),
    );
    expect(violation).toMatchObject({ oracle: "sync" });
  });

  it("see a Sync that acknowledges the number of a Reset beyond the window", () => {
    const far = packet(UNIT, DCCP.reset, { flags: PACKET.uncounted, sequence: 200 });
    const wrong = forge(run(far), (observations) => {
      const at = observations.findLastIndex(({ type }) => type === "sent");
      const [sent, reset] = [observations[at], observations.findLast(({ type }) => type === "received")];
      if (sent?.type !== "sent" || reset?.type !== "received") throw new RangeError("no Sync");
      const frame = sent.frame.slice();
      frame.set(reset.frame.subarray(NUMBER, NUMBER + 6), ACK_LOWEST - 5);
      observations[at] = { ...sent, frame };
    });
    expect(wrong).toMatchObject({ oracle: "sync", cause: "reset" });
  });

  it("see a Reset that answers a good packet, or the end of a handshake", () => {
    const message = run(SEND).observations.findLast(({ type }) => type === "sent");
    assert(message?.type === "sent");
    const reset = { ...message, frame: message.frame.with(TYPE, (DCCP.reset << 1) | 1) };
    const refuse = (observations: Observation[]): void => {
      const at = observations.findLastIndex(({ type }) => type === "received");
      const { timeNs = 0 } = observations[at] ?? {};
      observations.splice(at + 1, Number.POSITIVE_INFINITY, { ...reset, timeNs });
    };
    const asked = packet(UNIT, DCCP.dataAck, { options: OPTION.timestamp | OPTION.mandatory });
    expect(forge(run(asked), refuse)).toMatchObject({ oracle: "refusal", cause: "packet" });
    const program = programOf("dccp", ...OPEN.slice(0, 5));
    const opened = historyOf(program, rig.startNs, rig.run(program));
    expect(forge(opened, refuse)).toMatchObject({ oracle: "refusal", cause: "handshake" });
  });

  it("see an Ack Vector that tells of a packet as received that has not come", () => {
    const data = packet(UNIT, DCCP.data, { length: 9 });
    const wrong = forge(run(data, { ...data, a: 2 }, SEND), (observations) => {
      const at = observations.findLastIndex(({ type }) => type === "sent");
      const sent = observations[at];
      if (sent?.type !== "sent") throw new RangeError("no packet");
      // Two cells of one packet that is missing.
      const frame = sent.frame.map((byte, place) => (place >= OPTIONS && byte === CELL.missing ? 0 : byte));
      observations[at] = { ...sent, frame };
    });
    expect(wrong).toMatchObject({ oracle: "ack-vector", cause: "received" });
  });

  it("see more messages in flight than the congestion window has room for", () => {
    const all = packet(UNIT, DCCP.ack, { options: OPTION.ackVector0, extra: ALL_RECEIVED });
    const history = run(...Array.from({ length: 5 }, () => SEND), all);
    const violation = forge(history, (observations) => {
      // What the fifth has waited for acknowledges none of the four.
      const at = observations.findLastIndex(({ type }) => type === "received");
      const last = observations[at];
      if (last?.type !== "received") throw new RangeError("no packet");
      const frame = last.frame.map((byte, place) => (place === ACK_LOWEST ? byte - 4 : byte));
      observations[at] = { ...last, frame };
    });
    expect(violation).toMatchObject({ oracle: "congestion-window", cause: "excess" });
  });

  it("see messages that wait for ever", () => {
    const history = run(SEND, SEND, SEND, SEND, SEND, rec(OP.advance, 0, { a: 300 * SECOND_US }));
    const violation = forge(history, (observations) => {
      const late = (at: Observation): boolean => at.type === "sent" && at.timeNs > rig.startNs + 2e9;
      for (let at = observations.length - 1; at >= 0; at--) {
        const observation = observations[at];
        if (observation !== undefined && late(observation)) observations.splice(at, 1);
      }
    });
    expect(violation).toMatchObject({ oracle: "stall", cause: "message" });
  });

  it("see a timer that does not back off", () => {
    // Four fill the window; for two of the others the timer expires.
    const history = run(...Array.from({ length: 6 }, () => SEND), rec(OP.advance, 0, { a: 60 * SECOND_US }));
    const violation = forge(history, (observations) => {
      // The other packets are of IPv6, which looks for routers.
      const isMessage = (seen: Observation): boolean =>
        seen.type === "sent" && (seen.frame[0] ?? 0) >> 4 === 4;
      const at = observations.findLastIndex(isMessage);
      const [before, last] = [observations.slice(0, at).findLast(isMessage), observations[at]];
      if (before !== undefined && last !== undefined)
        observations[at] = { ...last, timeNs: before.timeNs + 3e9 };
    });
    expect(violation).toMatchObject({ oracle: "back-off", cause: "message" });
  });
});

/** Programs of a whole connection. */
describe("rules for DCCP say nothing", () => {
  const CLIENT = [rec(OP.socket, UNIT), rec(OP.connect, UNIT, { a: UNIT })];
  const LISTENER = OPEN.slice(0, 3);
  const told = (...records: readonly Rec[]) => {
    const program = programOf("dccp", ...records);
    return judge(historyOf(program, rig.startNs, rig.run(program)));
  };

  it("of the number of a Request that a client does not take", () => {
    const violation = told(
      ...CLIENT,
      packet(UNIT, DCCP.request, { flags: PACKET.uncounted, sequence: 31 }),
      packet(UNIT, DCCP.ack, { flags: PACKET.confirms }),
      packet(UNIT, DCCP.response, { flags: PACKET.uncounted }),
      packet(UNIT, DCCP.data, { length: 1400 }),
      RECEIVE,
    );
    expect(violation).toBeUndefined();
  });

  it("of the number of a Response that a client refuses", () => {
    const violation = told(
      ...CLIENT,
      packet(UNIT, DCCP.response, { flags: PACKET.uncounted, sequence: 90, ack: 9 }),
      packet(UNIT, DCCP.response, { flags: PACKET.uncounted | PACKET.confirms }),
      packet(UNIT, DCCP.data, { length: 1400 }),
      RECEIVE,
    );
    expect(violation).toBeUndefined();
  });

  it("of the number of a Request whose connection was refused, once there is another one", () => {
    const violation = told(
      ...LISTENER,
      packet(UNIT, DCCP.request, { flags: PACKET.uncounted, sequence: 90 }),
      packet(UNIT, DCCP.ack, { flags: PACKET.uncounted, ack: 9 }),
      packet(UNIT, DCCP.request, { flags: PACKET.uncounted }),
      packet(UNIT, DCCP.ack, { flags: PACKET.confirms, sequence: 1 }),
      rec(OP.accept, 0, { a: UNIT }),
      packet(UNIT, DCCP.data, { length: 1400 }),
      RECEIVE,
    );
    expect(violation).toBeUndefined();
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ])("if an ICMP error ends a connection %s it is accepted", (_, at) => {
    const end = [rec(OP.accept, 0, { a: UNIT })];
    end.splice(at, 0, rec(OP.icmpError, UNIT));
    const violation = told(
      ...LISTENER,
      packet(UNIT, DCCP.request),
      // Beyond the window: the connection stays in RESPOND.
      packet(UNIT, DCCP.ack, { flags: PACKET.confirms, sequence: 128 }),
      ...end,
      packet(UNIT, DCCP.reset),
      rec(OP.advance, 0, { a: SECOND_US }),
      packet(UNIT, DCCP.data),
    );
    expect(violation).toBeUndefined();
  });

  it("of a Reset in the window of a Request that was sent again with a far number", () => {
    const violation = told(
      ...LISTENER,
      packet(UNIT, DCCP.request),
      packet(UNIT, DCCP.request, { flags: PACKET.uncounted, sequence: 100 }),
      packet(UNIT, DCCP.ack, { flags: PACKET.confirms }),
      rec(OP.accept, 0, { a: UNIT }),
      packet(UNIT, DCCP.reset, { sequence: 100 }),
      packet(UNIT, DCCP.request),
    );
    expect(violation).toBeUndefined();
  });

  it("of an end that the application has made itself, before there was a connection", () => {
    const program = programOf(
      "dccp",
      rec(OP.socket, UNIT),
      rec(OP.shutdown, UNIT, { a: 0 }),
      rec(OP.connect, UNIT, { a: UNIT }),
      packet(UNIT, DCCP.response, { flags: PACKET.confirms }),
      packet(UNIT, DCCP.reset, { sequence: 97 }),
      rec(OP.receive, UNIT, { a: 1 }),
    );
    const history = historyOf(program, rig.startNs, rig.run(program));
    expect(history.observations.at(-1)).toMatchObject({ type: "call", ret: 0 });
    expect(judge(history)).toBeUndefined();
  });

  it("of a packet that no Sync answers since the socket is not older than the rate of those", () => {
    const violation = told(
      packet(UNIT, DCCP.reset, {}),
      rec(OP.advance, 0, { a: 146_484 }),
      ...CLIENT,
      packet(UNIT, DCCP.response, { flags: PACKET.confirms }),
      packet(UNIT, DCCP.data, { sequence: 127 }),
    );
    expect(violation).toBeUndefined();
  });

  it.each([
    ["that is dropped for its coverage", DCCP.data, 2],
    ["of no type", 10, 0],
  ])(
    "of an acknowledgment of a Response that confirms nothing, since a packet has %s",
    (_, type, coverage) => {
      const violation = told(
        ...LISTENER,
        packet(UNIT, DCCP.request),
        packet(UNIT, type, { flags: PACKET.confirms, coverage }),
        packet(UNIT, DCCP.ack, { flags: PACKET.confirms }),
      );
      expect(violation).toBeUndefined();
    },
  );

  it("of a damaged packet that comes again", () => {
    const violation = told(
      ...OPEN,
      packet(UNIT, DCCP.data, { flags: PACKET.checksum, sequence: 100 }),
      rec(OP.advance, 0, { a: SECOND_US }),
      rec(OP.again, 0),
    );
    expect(violation).toBeUndefined();
  });

  it("of a socket that a timer holds after the last Close of many", () => {
    const violation = told(
      rec(OP.socket, UNIT),
      // Nobody answers; the timer of the next connection begins where that of this one has ended.
      rec(OP.connect, UNIT, { a: 0 }),
      rec(OP.advance, 0, { a: 300 * SECOND_US }),
      rec(OP.connect, UNIT, { a: 0 }),
      rec(OP.connect, UNIT, { a: UNIT }),
      packet(UNIT, DCCP.response, { flags: PACKET.confirms }),
      rec(OP.send, UNIT),
      ...settling("dccp"),
    );
    expect(violation).toBeUndefined();
  });

  it("of a socket that a timer of CCID 3 holds for longer than programs wait", () => {
    const request = packet(0, DCCP.request);
    const violation = told(
      ...LISTENER,
      packet(UNIT, DCCP.request),
      packet(UNIT, DCCP.ack, { flags: PACKET.confirms | PACKET.ccid3 }),
      rec(OP.accept, 0, { a: UNIT }),
      rec(OP.send, UNIT, { a: 1 }),
      packet(UNIT, DCCP.dataAck),
      ...Array.from({ length: 5 }, () => request),
      rec(OP.advance, 0, { a: 18_750_000 }),
      rec(OP.send, UNIT, { a: 1304 }),
      request,
      request,
      rec(OP.again, 0, { a: 7 }),
      ...settling("dccp"),
    );
    expect(violation).toBeUndefined();
  });

  it("of a packet that is missing since it was refused, behind which Linux counts wrong", () => {
    const program = programOf(
      "dccp",
      ...LISTENER,
      packet(UNIT, DCCP.request),
      packet(UNIT, DCCP.ack, { flags: PACKET.confirms }),
      packet(UNIT, DCCP.request),
      packet(UNIT, DCCP.dataAck, { sequence: 50, ack: 1000 }),
      packet(UNIT, DCCP.data, { sequence: 20 }),
    );
    const known = judge(historyOf(program, rig.startNs, rig.run(program)));
    expect(known).toMatchObject({ oracle: "ack-vector", cause: "behind a burst" });
  });
});
