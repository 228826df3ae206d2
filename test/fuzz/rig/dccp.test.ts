// SPDX-License-Identifier: GPL-2.0
import { afterAll, describe, expect, it } from "vitest";
import { choices } from "../../../src/fuzz/campaign/random.js";
import { rec } from "../../../src/fuzz/commands/command.js";
import { feedback } from "../../../src/fuzz/commands/dccp/acknowledge.js";
import { ALL_RECEIVED, DCCP, OPTION, PACKET, packet } from "../../../src/fuzz/commands/dccp/packet.js";
import { OP } from "../../../src/fuzz/program/operations.js";
import type { Rec } from "../../../src/fuzz/program/program.js";
import { optionIndex } from "../../../src/fuzz/program/tables.js";
import { decode } from "../../../src/inject/wire/decode.js";
import { isDecodeError } from "../../../src/inject/wire/decode-error.js";
import { framesOf, makeRig, programOf, returnsOf, stepOf } from "../support.js";

const rig = makeRig();
afterAll(() => rig.close());

const LISTENER = 0;
const CONNECTION = 1;
const SERVICE = 77;
/** The last number but one: they begin anew within the handshake. */
const FIRST = { sequence: -2 };
const ALL = { options: OPTION.ackVector0, extra: ALL_RECEIVED };

function server(flags = 0): readonly Rec[] {
  return [
    rec(OP.socket, LISTENER),
    rec(OP.bind, LISTENER),
    rec(OP.listen, LISTENER, { a: 5 }),
    packet(CONNECTION, DCCP.request, { ...FIRST, flags }),
    packet(CONNECTION, DCCP.ack, { ...ALL, flags: PACKET.confirms | (flags & PACKET.ccid3) }),
    rec(OP.accept, LISTENER, { a: CONNECTION }),
  ];
}
const CLIENT: readonly Rec[] = [
  rec(OP.socket, CONNECTION),
  rec(OP.connect, CONNECTION, { a: CONNECTION }),
  packet(CONNECTION, DCCP.response, { ...FIRST, flags: PACKET.confirms }),
  packet(CONNECTION, DCCP.ack, { ...ALL, flags: PACKET.confirms }),
];

function typesOf(frames: readonly Uint8Array[]): readonly number[] {
  return frames.flatMap((frame) => (frame[9] === 33 ? [((frame[28] ?? 0) >> 1) & 15] : []));
}

describe("the DCCP peer", () => {
  it.each([
    ["passive", false, server()],
    ["passive", true, server()],
    ["passive", false, server(PACKET.asks)],
    ["active", false, CLIENT],
    ["active", true, CLIENT],
  ] as const)("opens a connection (%s, IPv6: %s), and moves messages both ways", (_, isIpv6, opening) => {
    const first = opening.length;
    const events = rig.run({
      ...programOf(
        "dccp",
        ...opening,
        packet(CONNECTION, DCCP.data, { length: 1000 }),
        packet(CONNECTION, DCCP.dataAck, { ...ALL, length: 300 }),
        rec(OP.receive, CONNECTION, { a: 4000 }),
        rec(OP.receive, CONNECTION, { a: 4000 }),
        rec(OP.send, CONNECTION, { a: 600 }),
        packet(CONNECTION, DCCP.ack, ALL),
      ),
      isIpv6,
    });
    const sent = events.filter((event) => event.type === "injected").map(({ data }) => data);
    const [one = [], two = []] = sent.slice(-3, -1).map((frame) => [...frame]);
    expect([...(stepOf(events, first + 2)?.data ?? [])]).toEqual(one.slice(-1000));
    expect(stepOf(events, first + 3)?.ret).toBe(300);
    expect([...(stepOf(events, first + 3)?.data ?? [])]).toEqual(two.slice(-300));
    expect(stepOf(events, first + 4)?.ret).toBe(600);
  });

  it("makes packets that the codec of the scripts takes for what they are", () => {
    const events = rig.run(
      programOf(
        "dccp",
        ...server(PACKET.asks),
        packet(CONNECTION, DCCP.ack, { ...ALL, options: 0x7fff & ~OPTION.mandatory, feature: 5, value: 2 }),
      ),
    );
    for (const event of events) {
      if (event.type !== "injected") continue;
      const read = decode(event.data);
      expect(isDecodeError(read)).toBe(false);
    }
  });

  it("frees the window of CCID 2 by what it acknowledges", () => {
    const sends = Array.from({ length: 6 }, () => rec(OP.send, CONNECTION, { a: 10 }));
    const blocked = framesOf(rig.run(programOf("dccp", ...server(), ...sends)));
    const freed = framesOf(
      rig.run(programOf("dccp", ...server(), ...sends, packet(CONNECTION, DCCP.ack, ALL))),
    );
    const isData = (type: number): boolean => type === DCCP.data || type === DCCP.dataAck;
    expect(typesOf(blocked).filter(isData)).toHaveLength(4);
    expect(typesOf(freed).filter(isData)).toHaveLength(6);
  });

  it("agrees on CCID 3, and its feedback is taken", () => {
    const events = rig.run(
      programOf(
        "dccp",
        ...server(PACKET.asks | PACKET.ccid3),
        rec(OP.send, CONNECTION, { a: 100 }),
        rec(OP.advance, 0, { a: 50_000 }),
        packet(CONNECTION, DCCP.ack, { ...feedback(choices(1)), flags: PACKET.ccid3 }),
        packet(CONNECTION, DCCP.data, { length: 10 }),
        rec(OP.receive, CONNECTION, { a: 100 }),
      ),
    );
    expect(returnsOf(events).slice(-3)).toEqual([100, 50_000_000, 10]);
    expect(typesOf(framesOf(events))).toEqual([DCCP.response, DCCP.data, DCCP.ack]);
  });

  it("covers a part of a message by the checksum, which a kernel takes that was told so", () => {
    const coverage = rec(OP.setOption, LISTENER, { a: optionIndex("DCCP_SOCKOPT_RECV_CSCOV"), b: 1 });
    const [socket, ...others] = server();
    const opened = socket === undefined ? [] : [socket, coverage, ...others];
    const data = packet(CONNECTION, DCCP.data, { length: 40, coverage: 2 });
    // The last byte of the payload, which is not covered; and one that is.
    const [late, early] = [28 + 8 + 39, 28 + 9].map((b) => rec(OP.twist, 0, { b, c: 1 }));
    const receive = rec(OP.receive, CONNECTION, { a: 100 });
    for (const [twist, expected] of [
      [late, [40, 40]],
      [early, [40, -11]],
    ] as const) {
      if (twist === undefined) continue;
      const events = rig.run(programOf("dccp", ...opened, data, receive, twist, receive));
      expect(returnsOf(events).slice(-2)).toEqual(expected);
    }
  });

  it("has a Sync answered, and nothing that is damaged or out of the window counts", () => {
    const strange = [
      { flags: PACKET.checksum },
      { flags: PACKET.smallOffset },
      { flags: PACKET.largeOffset },
      { sequence: 1000 },
      { ack: 1000 },
    ].map(({ flags = 0, ...numbers }) =>
      packet(CONNECTION, DCCP.dataAck, { ...numbers, flags: flags | PACKET.uncounted, length: 20 }),
    );
    const events = rig.run(
      programOf(
        "dccp",
        ...server(),
        rec(OP.advance, 0, { a: 1_000_000 }),
        ...strange,
        packet(CONNECTION, DCCP.sync),
        rec(OP.receive, CONNECTION, { a: 100 }),
        packet(CONNECTION, DCCP.data, { length: 30 }),
        rec(OP.receive, CONNECTION, { a: 100 }),
      ),
    );
    expect(returnsOf(events).slice(-2)).toEqual([-11, 30]);
    expect(typesOf(framesOf(events))).toEqual([DCCP.response, DCCP.sync, DCCP.syncAck]);
  });

  it.each([
    ["the peer", [packet(CONNECTION, DCCP.close), rec(OP.receive, CONNECTION, { a: 9 })], [DCCP.reset]],
    ["the kernel", [rec(OP.close, CONNECTION), packet(CONNECTION, DCCP.close)], [DCCP.closeReq, DCCP.reset]],
    ["a Reset", [packet(CONNECTION, DCCP.reset, { code: 2 }), rec(OP.receive, CONNECTION, { a: 9 })], []],
  ] as const)("ends a connection: %s", (_, records, types) => {
    const events = rig.run(programOf("dccp", ...server(), ...records));
    expect(typesOf(framesOf(events))).toEqual([DCCP.response, ...types]);
    const after = framesOf(
      rig.run(programOf("dccp", ...server(), ...records, packet(CONNECTION, DCCP.data))),
    );
    expect(typesOf(after)).toEqual([DCCP.response, ...types, DCCP.reset]);
  });

  it("opens connections for a service only where that is served", () => {
    const request = packet(CONNECTION, DCCP.request, { extra: SERVICE });
    const opened = server().map((record) =>
      record.op === OP.dccp && (record.flags & 15) === DCCP.request ? request : record,
    );
    expect(typesOf(framesOf(rig.run(programOf("dccp", ...opened))))).toEqual([DCCP.reset, DCCP.reset]);
  });
});
